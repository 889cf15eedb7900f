/**
 * The whole starter over two real connectors: a small site, a small browser, and those
 * who attack it.
 */
@NullMarked
package io.github.mixedsession.e2e;

import org.jspecify.annotations.NullMarked;
