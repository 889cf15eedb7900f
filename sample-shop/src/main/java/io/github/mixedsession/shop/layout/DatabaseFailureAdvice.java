package io.github.mixedsession.shop.layout;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers 503 when the database fails the shop's own tables, as it is answered when it
 * fails the session's.
 */
@ControllerAdvice
class DatabaseFailureAdvice {

	private static final Log logger = LogFactory.getLog(DatabaseFailureAdvice.class);

	@ExceptionHandler
	void unavailable(DataAccessException failure, HttpServletResponse response) throws IOException {
		answer(failure, response);
	}

	@ExceptionHandler
	void unavailable(TransactionException failure, HttpServletResponse response) throws IOException {
		answer(failure, response);
	}

	private static void answer(Exception failure, HttpServletResponse response) throws IOException {
		logger.error("The database failed: the request is answered 503", failure);
		response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
	}

}
