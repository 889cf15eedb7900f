package io.github.mixedsession.e2e;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.NestedExceptionUtils;

import io.github.mixedsession.MisconfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A server that does not take two full session cookies does not start, before a visitor
 * finds out.
 */
class CookieHeaderLimitTests {

	private static final String REQUEST = "server.max-http-request-header-size";

	private final CookieForge forge = CookieForge.withFreshKey();

	private static String response(Server server) {
		return "server." + ((server == Server.TOMCAT) ? "tomcat" : "jetty") + ".max-http-response-header-size";
	}

	private void assertRefused(Server server, List<String> limits, String cure) {
		assertThatException()
			.isThrownBy(
					() -> server.start(Stream.of(CookieForge.site(List.of(this.forge)), limits.toArray(String[]::new))
						.flatMap(Stream::of)
						.toArray(String[]::new)).close())
			.extracting(NestedExceptionUtils::getMostSpecificCause)
			.isInstanceOfSatisfying(MisconfigurationException.class, (failure) -> {
				assertThat(failure.getProblem()).contains("Two session cookies of 4096 bytes each");
				assertThat(failure.getCure()).isEqualTo(cure);
			});
	}

	@ParameterizedTest
	@EnumSource
	void serverThatTakesNoSuchRequestDoesNotStart(Server server) {
		assertRefused(server, List.of(REQUEST + "=16383B"), "Set " + REQUEST + " to 16KB or more.");
	}

	@ParameterizedTest
	@EnumSource
	void serverThatSendsNoSuchResponseDoesNotStart(Server server) {
		assertRefused(server, List.of(response(server) + "=16383B"), "Set " + response(server) + " to 16KB or more.");
	}

	@ParameterizedTest
	@EnumSource
	void serverWithTheLimitsOfBeforeDoesNotStart(Server server) {
		assertRefused(server, List.of(REQUEST + "=8KB", response(server) + "=8KB"),
				"Set " + REQUEST + " and " + response(server) + " to 16KB or more.");
	}

	@ParameterizedTest
	@EnumSource
	void serverThatTakesThemStarts(Server server) {
		server.start(CookieForge.site(List.of(this.forge), response(server) + "=16KB")).close();
	}

}
