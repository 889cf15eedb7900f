/**
 * Auto-configuration for Micrometer: counters and observations.
 */
@NullMarked
package io.github.mixedsession.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
