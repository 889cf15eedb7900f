/**
 * The policy: which view a request gets, how ids are rotated, when they retire and what a
 * session keeps, as {@code docs/protocol.md} has it, whose invariants are cited by their
 * numbers. Free of SQL, of the servlet API and of Spring Boot. Internal, but that
 * {@link io.github.mixedsession.session.ViewedSession} is the type of the repository's
 * sessions, for applications whose generics ask for it.
 */
@NullMarked
package io.github.mixedsession.session;

import org.jspecify.annotations.NullMarked;
