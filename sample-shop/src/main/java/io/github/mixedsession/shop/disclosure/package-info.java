/**
 * What the shop tells HTTP of the secure side, on purpose.
 */
@NullMarked
package io.github.mixedsession.shop.disclosure;

import org.jspecify.annotations.NullMarked;
