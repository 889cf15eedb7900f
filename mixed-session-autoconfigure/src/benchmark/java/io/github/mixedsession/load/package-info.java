/**
 * The load benchmark: one controller over several ways to keep a session, each in a JVM
 * of its own, under the same load in turn.
 */
@org.jspecify.annotations.NullMarked
package io.github.mixedsession.load;
