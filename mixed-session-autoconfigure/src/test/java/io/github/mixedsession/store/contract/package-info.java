/**
 * The contract of a {@link io.github.mixedsession.store.SessionStore} as tests, published
 * as the {@code tests} of this module for stores that others write.
 */
@NullMarked
package io.github.mixedsession.store.contract;

import org.jspecify.annotations.NullMarked;
