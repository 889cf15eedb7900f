package io.github.mixedsession.shop.cart;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * The form that adds a product to the cart.
 *
 * @param quantity how many, {@code null} if the form didn't say
 */
record AddToCartForm(@Min(1) @Max(99) @Nullable Integer quantity) {
}
