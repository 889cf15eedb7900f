/**
 * Two headers between this application and the backends that it forwards to: one hands
 * listed attributes on, the other brings changes back. Internal.
 */
@NullMarked
package io.github.mixedsession.header;

import org.jspecify.annotations.NullMarked;
