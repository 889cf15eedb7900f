package io.github.mixedsession.shop.order;

import io.github.mixedsession.shop.catalog.Price;

/**
 * Some of one product, at the price of the day.
 *
 * @param sku the product
 * @param name the product's name on that day
 * @param quantity how many
 * @param price the price of one
 */
public record OrderLine(String sku, String name, int quantity, Price price) {

	public Price total() {
		return this.price.times(this.quantity);
	}

}
