/**
 * What the channel and the session have in common of the servlet API.
 */
@NullMarked
package io.github.mixedsession.http;

import org.jspecify.annotations.NullMarked;
