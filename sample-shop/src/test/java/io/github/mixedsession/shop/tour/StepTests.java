package io.github.mixedsession.shop.tour;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Step}.
 */
class StepTests {

	@Test
	void eachStepLeadsToTheNext() {
		Step step = Step.CART;
		step = step.after("POST /cart/items");
		assertThat(step).isEqualTo(Step.SESSION);
		step = step.after("GET /session");
		assertThat(step).isEqualTo(Step.CHECKOUT);
		step = step.after("GET /cart/checkout");
		assertThat(step).isEqualTo(Step.DETAILS);
		step = step.after("POST /cart/checkout");
		assertThat(step).isEqualTo(Step.COMPLETE);
		step = step.after("GET /cart/checkout/complete");
		assertThat(step).isEqualTo(Step.WIRE);
		step = step.after("GET /wire");
		assertThat(step).isEqualTo(Step.END);
		assertThat(step.after("POST /cart/items")).isEqualTo(Step.END);
	}

	@Test
	void shoppingRunsAheadAndLookingDoesNot() {
		assertThat(Step.SESSION.after("GET /cart/checkout")).isEqualTo(Step.DETAILS);
		assertThat(Step.CART.after("GET /session")).isEqualTo(Step.CART);
		assertThat(Step.DETAILS.after("GET /wire")).isEqualTo(Step.DETAILS);
		assertThat(Step.DETAILS.after("POST /cart/items")).isEqualTo(Step.DETAILS);
		assertThat(Step.DETAILS.after("GET /")).isEqualTo(Step.DETAILS);
	}

}
