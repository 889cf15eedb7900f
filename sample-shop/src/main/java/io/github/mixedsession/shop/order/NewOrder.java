package io.github.mixedsession.shop.order;

import java.util.List;

import io.github.mixedsession.shop.catalog.Price;
import org.jspecify.annotations.Nullable;

/**
 * An order that was not placed yet.
 *
 * @param customer the user's name, {@code null} for a visitor who did not log in
 * @param recipient who gets the parcel
 * @param address where the parcel goes
 * @param cardLastFour the last four digits of the card, the only ones that are kept
 * @param lines what was ordered
 */
public record NewOrder(@Nullable String customer, String recipient, String address, String cardLastFour,
		List<OrderLine> lines) {

	public Price total() {
		return this.lines.stream().map(OrderLine::total).reduce(Price.ZERO, Price::plus);
	}

}
