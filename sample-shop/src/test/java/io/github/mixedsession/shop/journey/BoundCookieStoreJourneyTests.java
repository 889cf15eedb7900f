package io.github.mixedsession.shop.journey;

import java.nio.file.Path;

import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same in the profile {@code cookies}.
 */
class BoundCookieStoreJourneyTests extends BoundCookieJourneyTests {

	@Override
	String[] arguments(Path directory) {
		return new String[] { "--spring.profiles.active=cookies",
				"--shop.session-key.file=" + directory.resolve("session.key"),
				"--mixed-session.channel.allowed-hosts=" + HOST,
				"--spring.datasource.url=jdbc:h2:mem:bound-cookies;DB_CLOSE_DELAY=-1",
				"--server.servlet.session.cookie.max-age=1h" };
	}

	/** It is in the cookie that HTTP has. */
	@Override
	void assertThatHttpsHasTheCartOfBefore() {
		assertThat(browser().findElements(By.id("cart-count"))).isEmpty();
	}

	/** A cookie is no id, and stays what it is. */
	@Override
	void assertThatHttpHasLostIt() {
		assertThat(text("cart-count")).isEqualTo("1");
	}

}
