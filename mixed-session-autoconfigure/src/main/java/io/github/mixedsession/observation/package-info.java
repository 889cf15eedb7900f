/**
 * What Micrometer is told: counters of what happens to sessions and requests, and
 * observations of what the store does. Internal.
 */
@NullMarked
package io.github.mixedsession.observation;

import org.jspecify.annotations.NullMarked;
