package io.github.mixedsession.shop.journey;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Buys a mug in a real browser. The name of the host is not that of a loopback: browsers
 * trust those, and send {@code Secure} cookies there over HTTP.
 */
@ExtendWith(ChromiumCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserJourneyTests {

	static final String HOST = "shop.test";

	private @Nullable RunningShop shop;

	private WebDriver browser;

	@BeforeAll
	void openShop(@TempDir Path directory) {
		this.shop = RunningShop.start(directory, this::register, arguments(directory));
	}

	void register(GenericApplicationContext context) {
	}

	String[] arguments(Path directory) {
		return new String[] { "--mixed-session.channel.allowed-hosts=" + HOST,
				"--spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1" };
	}

	@AfterAll
	void closeShop() {
		if (this.shop != null) {
			this.shop.close();
		}
	}

	@BeforeEach
	void openBrowser(@TempDir Path profile) {
		openBrowser(profile, features());
	}

	List<String> features() {
		return List.of();
	}

	final void openBrowser(Path profile, List<String> features) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(ChromiumCondition.BROWSER.toString());
		options.setAcceptInsecureCerts(true);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-features=HttpsUpgrades,HttpsFirstBalancedMode",
				"--enable-features=" + String.join(",", features), "--window-size=1200,1000",
				"--user-data-dir=" + profile, "--host-resolver-rules=MAP " + HOST + " 127.0.0.1");
		this.browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(ChromiumCondition.DRIVER.toFile()).build(),
				options);
	}

	@AfterEach
	void closeBrowser() {
		this.browser.quit();
	}

	@Test
	void visitorBuysAcrossBothChannels() {
		open(false, "/");
		assertThat(cookieNames()).isEmpty();
		addMug();
		Cookie insecureBefore = cookie("SESSION");
		assertThat(cookieNames()).containsExactly("SESSION");
		assertThat(text("cart-count")).isEqualTo("1");

		click("checkout");
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(true, "/cart/checkout"));
		assertThat(text("cart-count")).isEqualTo("1");
		Cookie insecureUp = cookie("SESSION");
		Cookie secureUp = cookie("__Host-SESSION");
		assertThat(insecureUp.getValue()).isNotEqualTo(insecureBefore.getValue());
		assertThat(secureUp.isSecure()).isTrue();
		assertThat(secureUp.isHttpOnly()).isTrue();

		placeOrder();
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(false, "/cart/checkout/complete"));
		assertThat(text("order-number")).isNotBlank();
		assertThat(text("channel")).isEqualTo("HTTP");
		Cookie insecureDown = cookie("SESSION");
		assertThat(insecureDown.getValue()).isNotIn(insecureBefore.getValue(), insecureUp.getValue());

		open(true, "/session");
		assertThat(cookie("__Host-SESSION").getValue()).isNotEqualTo(secureUp.getValue());
		assertThat(cookie("SESSION").getValue()).isNotEqualTo(insecureDown.getValue());
	}

	@Test
	void customerBuysAndFindsTheOrderInTheAccount() {
		open(false, "/");
		addMug();
		open(false, "/account");
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(true, "/login"));
		Cookie before = cookie("__Host-SESSION");
		type("username", "customer");
		type("password", "demo-only");
		click("login");
		assertThat(this.browser.getCurrentUrl()).startsWith(url(true, "/account"));
		assertThat(cookie("__Host-SESSION").getValue()).isNotEqualTo(before.getValue());
		assertThat(text("cart-count")).isEqualTo("1");

		open(true, "/cart");
		click("checkout");
		placeOrder();
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(false, "/cart/checkout/complete"));
		String order = text("order-number");

		open(false, "/session");
		assertThat(this.browser.getPageSource()).doesNotContain("SPRING_SECURITY_CONTEXT", "checkout.");
		open(true, "/account");
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(true, "/account"));
		assertThat(this.browser.findElements(By.className("order-number")).stream().map(WebElement::getText))
			.contains(order);
		assertThatAccountShowsWhatIsStored(order);

		Cookie secureIn = cookie("__Host-SESSION");
		click("logout");
		this.browser.manage().deleteAllCookies();
		this.browser.manage()
			.addCookie(new Cookie.Builder(secureIn.getName(), secureIn.getValue()).path("/").isSecure(true).build());
		open(true, "/account");
		assertThatCopyOfTheCookieAfterLogoutLeadsTo(this.browser.getCurrentUrl());
	}

	@Test
	void everyPageIsReadableOnBothChannels() {
		for (String path : List.of("/", "/products/mug", "/cart", "/session", "/nothing")) {
			open(false, path);
			assertThatPageIsReadable();
			open(true, path);
			assertThatPageIsReadable();
		}
		addMug();
		assertThatPageIsReadable();
		click("checkout");
		assertThatPageIsReadable();
		typeDetails();
		click("review");
		assertThatPageIsReadable();
		click("place-order");
		assertThat(text("channel")).isEqualTo("HTTP");
		assertThatPageIsReadable();
		open(true, "/login");
		assertThatPageIsReadable();
		type("username", "admin");
		type("password", "demo-only");
		click("login");
		assertThatPageIsReadable();
		for (String path : List.of("/admin/orders", "/session", "/wire")) {
			open(true, path);
			assertThatPageIsReadable();
		}
		open(false, "/session");
		assertThat(text("greeting")).startsWith("Hello, ");
		assertThatPageIsReadable();
		open(false, "/wire");
		assertThatPageIsReadable();
		click("wire-replay");
		assertThatPageIsReadable();
		click("tour-close");
		assertThatPageIsReadable();
	}

	private void assertThatPageIsReadable() {
		assertThat(new Readability(this.browser).problems()).as(this.browser.getCurrentUrl()).isEmpty();
	}

	void assertThatAccountShowsWhatIsStored(String order) {
		assertThat(bytesOf("SPRING_SECURITY_CONTEXT")).isNotBlank().doesNotContain("springframework", "customer");
		assertThat(bytesOf("orderNumber")).contains(order);
	}

	void assertThatCopyOfTheCookieAfterLogoutLeadsTo(String url) {
		assertThat(url).isEqualTo(url(true, "/login"));
	}

	/** What the account page shows of the database. */
	private String bytesOf(String attribute) {
		return this.browser.findElement(By.cssSelector("[data-attribute='" + attribute + "'] .bytes")).getText();
	}

	private void addMug() {
		addMug(false);
	}

	final void addMug(boolean secure) {
		open(secure, "/products/mug");
		click(By.cssSelector("#add-to-cart button[type=submit]"));
		assertThat(this.browser.getCurrentUrl()).isEqualTo(url(secure, "/cart"));
	}

	private void placeOrder() {
		submitOrder();
		await(ExpectedConditions.presenceOfElementLocated(By.id("order-number")));
	}

	final void submitOrder() {
		typeDetails();
		click("place-order");
	}

	private void typeDetails() {
		type("name", "Ada Lovelace");
		type("address", "12 St James's Square");
		type("card", "4242 4242 4242 4242");
	}

	final void open(boolean secure, String path) {
		this.browser.get(url(secure, path));
	}

	RunningShop shop() {
		return Objects.requireNonNull(this.shop);
	}

	WebDriver browser() {
		return this.browser;
	}

	String url(boolean secure, String path) {
		return (secure ? "https://" : "http://") + HOST + ":" + shop().port(secure) + path;
	}

	final void type(String id, String text) {
		this.browser.findElement(By.id(id)).sendKeys(text);
	}

	final void click(String id) {
		click(By.id(id));
	}

	/**
	 * Clicks on something that leads to another page, and waits for that: a driver under
	 * load may return before the browser has left. The page is told by a mark, since
	 * whoever asks for an element of it as it goes may be told of an inspector error.
	 */
	final void click(By by) {
		JavascriptExecutor scripts = (JavascriptExecutor) this.browser;
		scripts.executeScript("window.left = false");
		this.browser.findElement(by).click();
		await((driver) -> Boolean.TRUE
			.equals(scripts.executeScript("return window.left === undefined && document.readyState === 'complete'")));
	}

	/** What a driver fails with between two pages shows only if the time runs out. */
	private void await(ExpectedCondition<?> condition) {
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).ignoring(WebDriverException.class).until(condition);
	}

	final String text(String id) {
		return this.browser.findElement(By.id(id)).getText();
	}

	final Cookie cookie(String name) {
		return Objects.requireNonNull(this.browser.manage().getCookieNamed(name), name);
	}

	final Set<String> cookieNames() {
		return this.browser.manage().getCookies().stream().map(Cookie::getName).collect(Collectors.toSet());
	}

}
