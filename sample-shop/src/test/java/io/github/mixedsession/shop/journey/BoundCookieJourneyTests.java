package io.github.mixedsession.shop.journey;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.shop.fault.JumpingClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same in a browser that binds cookies to the scheme that set them: HTTP and HTTPS
 * have a jar each. The visitor has a session on each channel, and none of what happens is
 * taken for a sign of theft.
 */
class BoundCookieJourneyTests extends BrowserJourneyTests {

	private final JumpingClock clock = new JumpingClock();

	private final List<ApplicationEvent> signs = new CopyOnWriteArrayList<>();

	private Path profile;

	@Override
	String[] arguments(Path directory) {
		return new String[] { "--mixed-session.channel.allowed-hosts=" + HOST,
				"--spring.datasource.url=jdbc:h2:mem:bound;DB_CLOSE_DELAY=-1",
				"--server.servlet.session.cookie.max-age=1h" };
	}

	@Override
	void register(GenericApplicationContext context) {
		context.registerBean(Clock.class, () -> this.clock);
		context.registerBean("signs", ApplicationListener.class, () -> (event) -> {
			if (event instanceof RetiredIdPresentedEvent || event instanceof SessionConflictEvent
					|| event instanceof SessionDetachedEvent || event instanceof SessionIdIgnoredEvent) {
				this.signs.add(event);
			}
		});
	}

	@Override
	List<String> features() {
		return List.of("EnableSchemeBoundCookies");
	}

	@BeforeEach
	void rememberProfile(@TempDir Path directory) {
		this.profile = directory;
	}

	@AfterEach
	void nothingWasTakenForTheft() {
		assertThat(this.signs).isEmpty();
	}

	@Test
	@Override
	void visitorBuysAcrossBothChannels() {
		open(false, "/");
		addMug(false);
		click("checkout");
		assertThat(browser().getCurrentUrl()).isEqualTo(url(true, "/cart?notice=empty"));
		addMug(true);
		addMug(true);
		click("checkout");
		assertThat(text("cart-count")).isEqualTo("2");
		submitOrder();
		assertThat(browser().getCurrentUrl()).isEqualTo(url(false, "/cart"));
		for (int i = 0; i < 3; i++) {
			assertThatEachChannelHasItsOwn();
		}
	}

	private void assertThatEachChannelHasItsOwn() {
		open(true, "/cart");
		assertThat(browser().findElement(By.className("empty")).getText()).contains("Your last order");
		open(true, "/session");
		this.clock.jump(Duration.ofMinutes(1));
		open(false, "/cart");
		assertThat(text("cart-count")).isEqualTo("1");
		open(false, "/session");
		assertThat(browser().getPageSource()).doesNotContain("orderNumber", "checkout.");
	}

	@Test
	@Override
	void customerBuysAndFindsTheOrderInTheAccount() {
		open(false, "/");
		addMug(false);
		open(false, "/account");
		assertThat(browser().getCurrentUrl()).isEqualTo(url(true, "/login"));
		logIn();
		addMug(true);
		click("checkout");
		submitOrder();
		assertThat(browser().getCurrentUrl()).isEqualTo(url(false, "/cart"));
		assertThat(text("cart-count")).isEqualTo("1");
		open(true, "/account");
		assertThat(browser().getCurrentUrl()).isEqualTo(url(true, "/account"));
		assertThat(browser().findElements(By.className("order-number"))).isNotEmpty();
		click("logout");
		open(true, "/account");
		assertThat(browser().getCurrentUrl()).isEqualTo(url(true, "/login"));
		open(false, "/cart");
		assertThat(text("cart-count")).isEqualTo("1");
	}

	/** No test here: the pages are the same, and once is enough. */
	@Override
	void everyPageIsReadableOnBothChannels() {
	}

	private void logIn() {
		type("username", "customer");
		type("password", "demo-only");
		click("login");
		assertThat(browser().getCurrentUrl()).startsWith(url(true, "/account"));
	}

	/** What it set before, it gives to the channel that set it last. */
	@Test
	void cartOverHttpIsLostWhenTheBrowserBeginsToBindCookies() {
		shopBeforeTheUpdate();
		update("EnableSchemeBoundCookies");
		open(true, "/cart");
		assertThatHttpsHasTheCartOfBefore();
		open(true, "/session");
		this.clock.jump(Duration.ofMinutes(1));
		open(false, "/cart");
		assertThatHttpHasLostIt();
		addMug(false);
		this.signs.clear();
		for (int i = 0; i < 3; i++) {
			assertThatEachChannelGoesOn();
		}
	}

	private void assertThatEachChannelGoesOn() {
		open(true, "/session");
		this.clock.jump(Duration.ofMinutes(1));
		open(false, "/cart");
		assertThat(text("cart-count")).isNotBlank();
	}

	/** To the server it looks as if somebody had kept the id. */
	void assertThatHttpHasLostIt() {
		assertThat(browser().findElements(By.id("cart-count"))).isEmpty();
		assertThat(this.signs).hasOnlyElementsOfType(RetiredIdPresentedEvent.class).isNotEmpty();
	}

	void assertThatHttpsHasTheCartOfBefore() {
		assertThat(text("cart-count")).isEqualTo("1");
	}

	private void shopBeforeTheUpdate() {
		update("");
		open(false, "/");
		addMug(false);
		click("checkout");
		assertThat(browser().getCurrentUrl()).isEqualTo(url(true, "/cart/checkout"));
		open(false, "/cart");
		assertThat(text("cart-count")).isEqualTo("1");
	}

	private void update(String features) {
		closeBrowser();
		openBrowser(this.profile, List.of(features));
	}

}
