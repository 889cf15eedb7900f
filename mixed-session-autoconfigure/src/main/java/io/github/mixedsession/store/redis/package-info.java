/**
 * Keeps sessions in Redis or Valkey: keys of one slot a session, and a script for each
 * call, so that each is one round trip and happens as a whole.
 */
@NullMarked
package io.github.mixedsession.store.redis;

import org.jspecify.annotations.NullMarked;
