/**
 * What the other packages have in common of HTTP and the servlet API. Internal.
 */
@NullMarked
package io.github.mixedsession.http;

import org.jspecify.annotations.NullMarked;
