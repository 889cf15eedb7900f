/**
 * A shop that is browsed over HTTP and paid over HTTPS, in one session.
 */
@NullMarked
package io.github.mixedsession.shop;

import org.jspecify.annotations.NullMarked;
