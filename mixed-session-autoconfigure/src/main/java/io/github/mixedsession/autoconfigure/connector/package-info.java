/**
 * Auto-configuration of the plain HTTP connector beside the HTTPS one, and of what the
 * rest of the starter may know of their ports.
 */
@NullMarked
package io.github.mixedsession.autoconfigure.connector;

import org.jspecify.annotations.NullMarked;
