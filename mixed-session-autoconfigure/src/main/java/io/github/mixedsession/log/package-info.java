/**
 * What keeps strangers from filling the log. Internal.
 */
@NullMarked
package io.github.mixedsession.log;

import org.jspecify.annotations.NullMarked;
