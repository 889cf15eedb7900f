package io.github.mixedsession.shop.checkout;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CheckoutForm}.
 */
class CheckoutFormTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@ValueSource(strings = { "4242424242424242", "4242 4242 4242 4242", " 4242-4242-4242-4242 ", "123456789012" })
	void numberOfACardIsAccepted(String card) {
		assertThat(validator.validate(new CheckoutForm("Ada", "Street 1", card))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "4242", "4242 4242 4242 424x", "42424242424242424242", "4242--424242424242" })
	void otherNumberIsRefused(String card) {
		assertThat(validator.validate(new CheckoutForm("Ada", "Street 1", card)))
			.extracting(ConstraintViolation::getMessage)
			.containsExactly("A card number has 12 to 19 digits.");
	}

	@Test
	void blankFieldsAreAskedForOnceEach() {
		assertThat(validator.validate(new CheckoutForm(" ", null, "")))
			.extracting((violation) -> violation.getPropertyPath().toString())
			.containsExactlyInAnyOrder("name", "address", "card");
	}

	@Test
	void toDetailsKeepsLastFourDigitsOnly() {
		CheckoutForm form = new CheckoutForm(" Ada ", "Street 1", "4111 1111 1111 4321");
		CheckoutDetails details = form.toDetails();
		assertThat(details).isEqualTo(new CheckoutDetails("Ada", "Street 1", new PaymentCard("4321")));
		assertThat(details.toString() + form).doesNotContain("4111");
	}

}
