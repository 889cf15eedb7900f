/**
 * What every {@code SecurityFilterChain} of the application gets. Internal, but for
 * {@link io.github.mixedsession.security.ChannelCsrfTokenRepository}, which is for
 * applications. Invariants are cited by their numbers in {@code docs/protocol.md}, which
 * leads to those of attacks.
 */
@NullMarked
package io.github.mixedsession.security;

import org.jspecify.annotations.NullMarked;
