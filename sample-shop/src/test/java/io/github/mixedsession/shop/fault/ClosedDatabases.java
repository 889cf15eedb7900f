package io.github.mixedsession.shop.fault;

import java.sql.SQLException;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Has Hikari throw connections away whose H2 database has closed itself, as it does when
 * its disk is full: they still call themselves valid.
 */
public final class ClosedDatabases implements SQLExceptionOverride {

	private static final int DATABASE_IS_CLOSED = 90098;

	@java.lang.Override
	public Override adjudicate(SQLException failure) {
		return (failure.getErrorCode() == DATABASE_IS_CLOSED) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
	}

}
