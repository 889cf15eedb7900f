/**
 * A game of visitors against attackers over the real filter chain. Moves are searched for
 * a sequence after which an invariant of the design does not hold; the {@link Oracle}
 * that says so knows the protocol and nothing of its implementation.
 */
@NullMarked
package io.github.mixedsession.game;

import org.jspecify.annotations.NullMarked;
