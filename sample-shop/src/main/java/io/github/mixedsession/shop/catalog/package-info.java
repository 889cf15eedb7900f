/**
 * What the shop sells: served on either channel, without a session.
 */
@NullMarked
package io.github.mixedsession.shop.catalog;

import org.jspecify.annotations.NullMarked;
