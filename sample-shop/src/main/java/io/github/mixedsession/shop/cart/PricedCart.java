package io.github.mixedsession.shop.cart;

import java.util.List;

import io.github.mixedsession.shop.catalog.Price;
import io.github.mixedsession.shop.catalog.Product;

/**
 * A cart with today's products and prices.
 *
 * @param lines one line for each item whose product is still sold
 */
public record PricedCart(List<Line> lines) {

	public Price total() {
		return this.lines.stream().map(Line::total).reduce(Price.ZERO, Price::plus);
	}

	public boolean isEmpty() {
		return this.lines.isEmpty();
	}

	/**
	 * Some of one product.
	 *
	 * @param product the product
	 * @param quantity how many
	 */
	public record Line(Product product, int quantity) {

		public Price total() {
			return this.product.price().times(this.quantity);
		}

	}

}
