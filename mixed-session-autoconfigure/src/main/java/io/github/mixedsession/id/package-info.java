/**
 * The ids of a session: what a cookie carries, what stays of it behind the cookies, and
 * how they follow each other, as {@code docs/protocol.md} has it. Free of stores and of
 * the servlet API.
 */
@NullMarked
package io.github.mixedsession.id;

import org.jspecify.annotations.NullMarked;
