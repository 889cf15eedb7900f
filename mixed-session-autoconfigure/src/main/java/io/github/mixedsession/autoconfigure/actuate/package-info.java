/**
 * The actuator endpoint and its auto-configuration.
 */
@NullMarked
package io.github.mixedsession.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
