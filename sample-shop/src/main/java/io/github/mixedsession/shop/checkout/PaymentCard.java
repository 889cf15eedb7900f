package io.github.mixedsession.shop.checkout;

import java.io.Serializable;

/**
 * What the shop keeps of a card. A real shop would keep its payment provider's token
 * beside it; none keeps the number.
 *
 * @param lastFour the last four digits
 */
public record PaymentCard(String lastFour) implements Serializable {

	static PaymentCard ofNumber(String number) {
		String digits = number.replaceAll("\\D", "");
		return new PaymentCard(digits.substring(digits.length() - 4));
	}

	@Override
	public String toString() {
		return "•••• " + this.lastFour;
	}

}
