package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.StoredSession;

/**
 * A statement for each table, in one transaction. Any database can do that.
 */
class SeparateStatements implements MultiTableWrites {

	private final SessionTable sessions;

	private final AttributeTable attributes;

	private final RetiredTable retired;

	private final StoreTransactions transactions;

	SeparateStatements(SessionTable sessions, AttributeTable attributes, RetiredTable retired,
			StoreTransactions transactions) {
		this.sessions = sessions;
		this.attributes = attributes;
		this.retired = retired;
		this.transactions = transactions;
	}

	@Override
	public void insert(StoredSession session) {
		this.transactions.write(() -> {
			this.sessions.insert(session.row());
			this.attributes.insertAll(session.row().key(), session.attributes());
			return true;
		});
	}

	@Override
	public boolean rotate(Rotation rotation) {
		return this.transactions.write(() -> {
			if (!this.sessions.rotate(rotation)) {
				return false;
			}
			this.retired.retire(rotation);
			if (rotation.restartSecureSide()) {
				this.attributes.clear(rotation.expected().key(), EnumSet.of(Partition.SECURE));
			}
			return true;
		});
	}

	@Override
	public void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil) {
		this.transactions.write(() -> {
			if (this.sessions.confirm(key, insecureId, secureId)) {
				this.retired.beginGrace(key, insecureId, secureId, usableUntil);
			}
			return true;
		});
	}

}
