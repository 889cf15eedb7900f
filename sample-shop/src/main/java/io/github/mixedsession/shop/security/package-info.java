/**
 * Who may do what: one filter chain for both channels.
 */
@NullMarked
package io.github.mixedsession.shop.security;

import org.jspecify.annotations.NullMarked;
