/**
 * The channel a request has to arrive over: rules, the one decision a request, and the
 * filter that enforces it. Invariants are cited by their numbers in
 * {@code docs/protocol.md}, which leads to those of attacks.
 */
@NullMarked
package io.github.mixedsession.channel;

import org.jspecify.annotations.NullMarked;
