/**
 * The mechanism: what a store of sessions has to do, free of policy and of the servlet
 * API.
 */
@NullMarked
package io.github.mixedsession.store;

import org.jspecify.annotations.NullMarked;
