package io.github.mixedsession.shop.cart;

import java.io.Serializable;

/**
 * How many of one product are in the cart.
 *
 * @param sku the product
 * @param quantity how many
 */
public record CartItem(String sku, int quantity) implements Serializable {
}
