/**
 * Where the session meets the servlet API: the two cookies, the current request, and the
 * way for an application to its session.
 */
@NullMarked
package io.github.mixedsession.web;

import org.jspecify.annotations.NullMarked;
