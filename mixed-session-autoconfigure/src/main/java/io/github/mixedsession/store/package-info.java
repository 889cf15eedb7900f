/**
 * The mechanism: what a store of sessions has to do, free of policy and of the servlet
 * API. Invariants are cited by their numbers in {@code docs/protocol.md}, which leads to
 * those of attacks.
 */
@NullMarked
package io.github.mixedsession.store;

import org.jspecify.annotations.NullMarked;
