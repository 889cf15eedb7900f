/**
 * The words an application imports: channels, attribute visibility, the session that
 * spans both channels, and its events. Invariants are cited by their numbers in
 * {@code docs/protocol.md}, which leads to those of attacks.
 */
@NullMarked
package io.github.mixedsession;

import org.jspecify.annotations.NullMarked;
