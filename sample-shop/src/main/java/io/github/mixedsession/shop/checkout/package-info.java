/**
 * The checkout: HTTPS, with the customer's details on the secure side of the session.
 */
@NullMarked
package io.github.mixedsession.shop.checkout;

import org.jspecify.annotations.NullMarked;
