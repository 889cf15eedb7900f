/**
 * Orders that were placed.
 */
@NullMarked
package io.github.mixedsession.shop.order;

import org.jspecify.annotations.NullMarked;
