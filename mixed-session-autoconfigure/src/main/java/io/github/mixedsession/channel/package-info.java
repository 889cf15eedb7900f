/**
 * The channel a request has to arrive over: rules, the one decision a request, and the
 * filter that enforces it.
 */
@NullMarked
package io.github.mixedsession.channel;

import org.jspecify.annotations.NullMarked;
