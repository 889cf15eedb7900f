/**
 * The words an application imports: channels, attribute visibility, the session that
 * spans both channels, and its events.
 */
@NullMarked
package io.github.mixedsession;

import org.jspecify.annotations.NullMarked;
