/**
 * Where the session meets the servlet API: the two cookies, the current request, and the
 * way for an application to its session. Internal. Invariants are cited by their numbers
 * in {@code docs/protocol.md}, which leads to those of attacks.
 */
@NullMarked
package io.github.mixedsession.web;

import org.jspecify.annotations.NullMarked;
