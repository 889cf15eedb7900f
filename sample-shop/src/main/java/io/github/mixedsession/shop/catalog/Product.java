package io.github.mixedsession.shop.catalog;

/**
 * Something that the shop sells.
 *
 * @param sku identifies the product in paths and forms
 * @param name the name
 * @param tagline a few words for the catalogue
 * @param description a few sentences for the product's own page
 * @param price the price of one
 */
public record Product(String sku, String name, String tagline, String description, Price price) {

	public String image() {
		return "/images/" + this.sku + ".svg";
	}

}
