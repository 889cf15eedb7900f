/**
 * Auto-configuration for the tests of an application: slices and MockMvc.
 */
@NullMarked
package io.github.mixedsession.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
