package io.github.mixedsession.shop.checkout;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The form of the checkout as it was sent.
 *
 * @param name who gets the parcel
 * @param address where the parcel goes
 * @param card the card's number, which goes no further than {@link #toDetails()}
 */
record CheckoutForm(
		@NotBlank(message = "Please tell us your name.") @Size(max = 100,
				message = "Please use at most 100 characters.") @Nullable String name,
		@NotBlank(message = "Please tell us where to deliver.") @Size(max = 400,
				message = "Please use at most 400 characters.") @Nullable String address,
		@NotBlank(message = "Please enter your card number.") @Pattern(regexp = "\\s*|\\s*\\d([ -]?\\d){11,18}\\s*",
				message = "A card number has 12 to 19 digits.") @Nullable String card) {

	/**
	 * Returns whether no field was sent: then the reviewed details are meant.
	 * @return {@code true} without a field
	 */
	boolean isAbsent() {
		return this.name == null && this.address == null && this.card == null;
	}

	CheckoutDetails toDetails() {
		if (this.name == null || this.address == null || this.card == null) {
			throw new IllegalStateException("Not validated");
		}
		return new CheckoutDetails(this.name.strip(), this.address.strip(), PaymentCard.ofNumber(this.card));
	}

	@Override
	public String toString() {
		return "CheckoutForm";
	}

}
