/**
 * The policy: which view a request gets, how ids are rotated, when they retire and what a
 * session keeps, as {@code docs/protocol.md} has it, whose invariants are cited by their
 * numbers. Free of SQL, of the servlet API and of Spring Boot.
 */
@NullMarked
package io.github.mixedsession.session;

import org.jspecify.annotations.NullMarked;
