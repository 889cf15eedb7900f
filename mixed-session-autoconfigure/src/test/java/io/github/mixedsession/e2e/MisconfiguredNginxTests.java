package io.github.mixedsession.e2e;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behind a real nginx, with something missing.
 */
@ExtendWith({ NginxCondition.class, OutputCaptureExtension.class })
class MisconfiguredNginxTests {

	@ParameterizedTest
	@EnumSource
	void withoutAStrategyNothingLoopsAndTheLogSaysWhatToDo(Server server, @TempDir Path directory,
			CapturedOutput output) {
		try (ProxiedSite site = ProxiedSite.start(directory, server, "none", Nginx.recommended())) {
			List<Reply> hops = site.browser().hops(true, "/secure/page");
			assertThat(hops).last().extracting(Reply::status).isEqualTo(403);
			assertThat(hops).hasSizeLessThanOrEqualTo(4);
			assertThat(site.browser().https("/set?name=a&value=b").setCookieNames()).containsExactly("SESSION");
			assertThat(output).contains("set server.forward-headers-strategy");
		}
	}

	// Which of the documented lines are needed, and by what.
	@ParameterizedTest
	@CsvSource({ "TOMCAT, native, true", "TOMCAT, framework, false", "JETTY, native, false",
			"JETTY, framework, false" })
	void forwardedHeaderCountsWhereItReachesTheApplication(Server server, String strategy, boolean ignored,
			@TempDir Path directory) {
		String configuration = Nginx.recommended().replaceAll("(?m)^.*proxy_set_header Forwarded .*$", "");
		try (ProxiedSite site = ProxiedSite.start(directory, server, strategy, configuration)) {
			assertThat(site.browser().get(false, "/page", "Forwarded: proto=https").body())
				.endsWith(ignored ? "over http" : "over https");
		}
	}

	@Test
	void protocolOfTheClientCountsWhereItIsNotOverwritten(@TempDir Path directory) {
		String configuration = Nginx.recommended().replaceAll("(?m)^.*proxy_set_header X-Forwarded-Proto .*$", "");
		try (ProxiedSite site = ProxiedSite.start(directory, Server.TOMCAT, "native", configuration)) {
			assertThat(site.browser().get(false, "/page", "X-Forwarded-Proto: https").body()).endsWith("over https");
		}
	}

}
