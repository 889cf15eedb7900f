/**
 * A look at the session, for those who want to see it cross.
 */
@NullMarked
package io.github.mixedsession.shop.session;

import org.jspecify.annotations.NullMarked;
