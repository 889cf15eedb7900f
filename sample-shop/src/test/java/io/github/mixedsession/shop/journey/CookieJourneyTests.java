package io.github.mixedsession.shop.journey;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.WebElement;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same in the profile {@code cookies}: the browser has the sessions, and the database
 * none.
 */
class CookieJourneyTests extends BrowserJourneyTests {

	@Override
	String[] arguments(Path directory) {
		return new String[] { "--spring.profiles.active=cookies",
				"--shop.session-key.file=" + directory.resolve("session.key"),
				"--mixed-session.channel.allowed-hosts=" + HOST,
				"--spring.datasource.url=jdbc:h2:mem:cookies;DB_CLOSE_DELAY=-1" };
	}

	@Test
	void databaseHasTheTablesOfTheShopAlone() {
		assertThat(shop().bean(JdbcClient.class)
			.sql("select lower(table_name) from information_schema.tables where table_schema = 'PUBLIC'")
			.query(String.class)
			.list()).containsExactlyInAnyOrder("product", "customer_order", "customer_order_line");
	}

	/** No test here: the pages are the same, and once is enough. */
	@Override
	void everyPageIsReadableOnBothChannels() {
	}

	@Override
	void assertThatAccountShowsWhatIsStored(String order) {
		assertThat(browser().findElement(By.id("unlisted")).isDisplayed()).isTrue();
		assertThat(browser().findElements(By.id("session-table"))).isEmpty();
		assertThat(browser().findElements(By.cssSelector("[data-attribute] code")).stream().map(WebElement::getText))
			.contains("SPRING_SECURITY_CONTEXT", "orderNumber");
		assertThat(browser().manage().getCookies()).extracting(Cookie::getName)
			.containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		assertThat(browser().manage().getCookies())
			.allSatisfy((cookie) -> assertThat(cookie.getName() + cookie.getValue()).hasSizeBetween(500, 4096)
				.doesNotContain(order));
	}

	/** What a database would have ended goes on: the account page says so. */
	@Override
	void assertThatCopyOfTheCookieAfterLogoutLeadsTo(String url) {
		assertThat(url).isEqualTo(url(true, "/account"));
	}

}
