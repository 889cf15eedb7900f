package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.RetiredId;

/**
 * The statements on the table of the retired ids.
 */
final class RetiredTable {

	static final String COLUMNS = "RETIRED_ID, SESSION_KEY, KIND, BEFORE_LOGIN, USABLE_UNTIL";

	private final JdbcOperations jdbc;

	private final String select;

	private final String insert;

	private final String update;

	RetiredTable(JdbcOperations jdbc, TableNames tables) {
		this.jdbc = jdbc;
		this.select = "SELECT " + COLUMNS + " FROM " + tables.retired() + " WHERE RETIRED_ID = ?";
		this.insert = "INSERT INTO " + tables.retired() + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)";
		this.update = "UPDATE " + tables.retired() + " SET ";
	}

	@Nullable RetiredId find(IdHash id) {
		return DataAccessUtils
			.singleResult(this.jdbc.query(this.select, Parameters.of(id), (resultSet, row) -> map(resultSet)));
	}

	void insert(RetiredId retired) {
		this.jdbc.update(this.insert, Parameters.of(retired.id(), retired.sessionKey(), retired.kind(),
				retired.beforeLogin(), retired.usableUntil()));
	}

	void markBeforeLogin(String key) {
		this.jdbc.update(this.update + "BEFORE_LOGIN = TRUE WHERE SESSION_KEY = ? AND KIND = ?",
				Parameters.of(key, Channel.SECURE));
	}

	void beginGrace(String key, Channel kind, Instant usableUntil) {
		this.jdbc.update(this.update + "USABLE_UNTIL = ? WHERE SESSION_KEY = ? AND KIND = ? AND USABLE_UNTIL IS NULL",
				Parameters.of(usableUntil, key, kind));
	}

	private static RetiredId map(ResultSet resultSet) throws SQLException {
		return new RetiredId(IdHash.of(resultSet.getBytes("RETIRED_ID")), resultSet.getString("SESSION_KEY"),
				Channel.valueOf(resultSet.getString("KIND")), resultSet.getBoolean("BEFORE_LOGIN"),
				SessionRowMapper.instant(resultSet, "USABLE_UNTIL"));
	}

}
