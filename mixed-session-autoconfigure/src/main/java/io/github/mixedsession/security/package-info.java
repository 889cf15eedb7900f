/**
 * What every {@code SecurityFilterChain} of the application gets.
 */
@NullMarked
package io.github.mixedsession.security;

import org.jspecify.annotations.NullMarked;
