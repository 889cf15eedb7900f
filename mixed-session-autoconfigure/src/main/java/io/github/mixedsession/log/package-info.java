/**
 * What keeps strangers from filling the log.
 */
@NullMarked
package io.github.mixedsession.log;

import org.jspecify.annotations.NullMarked;
