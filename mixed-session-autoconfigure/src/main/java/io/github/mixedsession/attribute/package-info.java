/**
 * What the attributes of sessions are: who may see them, told by name and by type, and
 * how their values become bytes. Invariants are cited by their numbers in
 * {@code docs/protocol.md}, which leads to those of attacks.
 */
@NullMarked
package io.github.mixedsession.attribute;

import org.jspecify.annotations.NullMarked;
