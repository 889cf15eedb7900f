package io.github.mixedsession.store.jdbc;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

/**
 * The writes of a {@link SessionStore} that touch several tables, in as few statements as
 * the database can.
 */
interface MultiTableWrites {

	void insert(StoredSession session);

	boolean rotate(Rotation rotation);

	void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil);

}
