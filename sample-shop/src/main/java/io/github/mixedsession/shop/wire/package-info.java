/**
 * The page that shows visitors what an eavesdropper sees of their own traffic.
 */
@NullMarked
package io.github.mixedsession.shop.wire;

import org.jspecify.annotations.NullMarked;
