package io.github.mixedsession.autoconfigure.test;

import java.util.function.Predicate;

import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * What is to be done about the users that a test logs in by itself.
 *
 * @param overHttp is applied to requests over HTTP
 * @param value tells which values of session attributes log somebody in
 */
record TestLogins(RequestPostProcessor overHttp, Predicate<Object> value) {

	/** Without Spring Security nobody is logged in. */
	static final TestLogins NONE = new TestLogins((request) -> request, (value) -> false);

}
