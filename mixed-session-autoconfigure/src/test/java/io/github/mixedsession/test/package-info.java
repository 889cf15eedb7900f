/**
 * What tests of several packages share.
 */
@NullMarked
package io.github.mixedsession.test;

import org.jspecify.annotations.NullMarked;
