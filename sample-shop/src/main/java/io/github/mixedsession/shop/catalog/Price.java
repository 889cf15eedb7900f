package io.github.mixedsession.shop.catalog;

import java.util.Locale;

/**
 * An amount of money in cents; its text is the formatted amount.
 *
 * @param cents the amount
 */
public record Price(long cents) {

	public static final Price ZERO = new Price(0);

	public Price plus(Price other) {
		return new Price(this.cents + other.cents);
	}

	public Price times(int quantity) {
		return new Price(this.cents * quantity);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "€%,d.%02d", this.cents / 100, this.cents % 100);
	}

}
