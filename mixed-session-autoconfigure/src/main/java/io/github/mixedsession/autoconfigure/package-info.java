/**
 * Auto-configuration for Spring Boot, the only package that knows it.
 */
@NullMarked
package io.github.mixedsession.autoconfigure;

import org.jspecify.annotations.NullMarked;
