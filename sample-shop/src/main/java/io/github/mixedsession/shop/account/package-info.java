/**
 * The customer's own orders and sessions.
 */
@NullMarked
package io.github.mixedsession.shop.account;

import org.jspecify.annotations.NullMarked;
