/**
 * A {@link io.github.mixedsession.store.SessionStore} in the browsers: each session
 * travels in its two cookies, encrypted.
 */
@NullMarked
package io.github.mixedsession.store.cookie;

import org.jspecify.annotations.NullMarked;
