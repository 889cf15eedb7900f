/**
 * The cart: one shared session attribute, changed atomically.
 */
@NullMarked
package io.github.mixedsession.shop.cart;

import org.jspecify.annotations.NullMarked;
