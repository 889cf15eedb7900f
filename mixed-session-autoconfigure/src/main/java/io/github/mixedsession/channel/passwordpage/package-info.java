/**
 * Keeps pages with a password field from being sent over HTTP: a rule that the running
 * application learns, and a guard of responses.
 */
@NullMarked
package io.github.mixedsession.channel.passwordpage;

import org.jspecify.annotations.NullMarked;
