package io.github.mixedsession.shop.tour;

import java.util.Arrays;

/**
 * What there is to do next, in order. A step is done by a request, and by nothing on the
 * bar.
 */
enum Step {

	/** Put something in the cart, over HTTP. */
	CART(1, "POST /cart/items", "/"),

	/** Look at the session. */
	SESSION(2, "GET /session", "/session"),

	/** Go to the checkout, on HTTPS. */
	CHECKOUT(3, "GET /cart/checkout", "/cart/checkout"),

	/** Enter the details, on the secure side. */
	DETAILS(4, "POST /cart/checkout", "/cart/checkout"),

	/** See the order complete, over HTTP. */
	COMPLETE(5, "GET /cart/checkout/complete", "/cart/checkout"),

	/** Look at what the eavesdropper sees. */
	WIRE(6, "GET /wire", "/wire"),

	/** Nothing more. */
	END(7, "", "/");

	private final int number;

	private final String request;

	private final String link;

	Step(int number, String request, String link) {
		this.number = number;
		this.request = request;
		this.link = link;
	}

	static Step of(int number) {
		return Arrays.stream(values()).filter((step) -> step.number == number).findFirst().orElse(CART);
	}

	int number() {
		return this.number;
	}

	String link() {
		return this.link;
	}

	/**
	 * Returns the step that comes after a request that went well. Shopping may run ahead
	 * of the tour, and the tour follows; a page to look at counts in its turn alone.
	 * @param request the method and the path of the request
	 * @return the next step, this one if nothing was done
	 */
	Step after(String request) {
		for (Step step : values()) {
			if (step.number >= this.number && step.request.equals(request)) {
				return (step == this || !step.isLook()) ? of(step.number + 1) : this;
			}
		}
		return this;
	}

	private boolean isLook() {
		return this == SESSION || this == WIRE;
	}

}
