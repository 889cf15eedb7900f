package io.github.mixedsession.shop.tour;

/**
 * What the bar shows.
 *
 * @param step what to do next
 * @param closed whether the visitor closed the bar
 * @param page the path of the page that it stands on
 */
record TourBar(Step step, boolean closed, String page) {

	public boolean isShown() {
		return !this.closed && (this.step != Step.END || this.page.equals(Step.WIRE.link()));
	}

	public String name() {
		return this.step.name();
	}

	public String link() {
		return this.step.link();
	}

	/** Whether what is to be done is on this page: a link would only load it again. */
	public boolean isHere() {
		return this.page.equals(this.step.link()) || (this.step == Step.CART && this.page.startsWith("/products/"));
	}

	public int number() {
		return this.step.number();
	}

	public int count() {
		return Step.WIRE.number();
	}

	public boolean isEnd() {
		return this.step == Step.END;
	}

}
