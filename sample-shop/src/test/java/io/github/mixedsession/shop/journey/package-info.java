/**
 * Whole purchases, over the real connectors.
 */
@NullMarked
package io.github.mixedsession.shop.journey;

import org.jspecify.annotations.NullMarked;
