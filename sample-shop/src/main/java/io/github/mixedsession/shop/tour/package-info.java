/**
 * A tour that leads through what the shop is there to show.
 */
@NullMarked
package io.github.mixedsession.shop.tour;

import org.jspecify.annotations.NullMarked;
