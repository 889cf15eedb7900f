package io.github.mixedsession.autoconfigure.actuate;

import java.net.URI;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.autoconfigure.actuate.ActuatorJourneyTests.TestConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The actuator of a whole application: our endpoint over HTTP and JMX, Spring Boot's
 * {@code sessions} endpoint on our repository, and the metrics of a visitor's journey.
 */
@SpringBootTest(classes = TestConfiguration.class,
		properties = { "management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=mixedsession", "spring.jmx.enabled=true",
				"spring.jmx.default-domain=mixed-session-test", "mixed-session.jdbc.cleanup-cron=-",
				"spring.datasource.generate-unique-name=true", "spring.flyway.enabled=false",
				"spring.liquibase.enabled=false", "mixed-session.channel.http-base-url=http://shop.example",
				"mixed-session.channel.https-base-url=https://shop.example",
				"mixed-session.channel.rules[0].paths=/account/**", "mixed-session.channel.rules[0].requires=secure",
				"mixed-session.channel.rules[1].paths=/news", "mixed-session.channel.rules[1].requires=insecure" })
@AutoConfigureMockMvc
@DirtiesContext
class ActuatorJourneyTests {

	private static final String INSECURE = "SESSION";

	private static final String SECURE = "__Host-SESSION";

	@Autowired
	private MockMvc mockMvc;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private MBeanServer mbeans;

	private MockMvcTester mvc;

	@BeforeEach
	void setUp() {
		this.mvc = MockMvcTester.create(this.mockMvc);
	}

	@Test
	void configurationIsShown() {
		assertThat(get("/actuator/mixedsession", true)).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo(
					"""
							{
								"channel": {
									"rules": [
										{ "name": "mixed-session.channel.rules[0]", "requires": "secure", "paths": ["/account/**"] },
										{ "name": "mixed-session.channel.rules[1]", "requires": "insecure", "paths": ["/news"] },
										{ "name": "mixed-session.channel.default-requirement", "requires": "any" }
									],
									"staySecure": false,
									"strictTransportSecurity": false,
									"httpsBaseUrl": "https://shop.example"
								},
								"attributes": { "defaultVisibility": "secure", "seal": true },
								"encryption": { "keys": false },
								"cookie": { "insecureName": "SESSION", "secureName": "__Host-SESSION", "ledger": false },
								"rotation": { "grace": "PT10S", "onSecureIdReuse": "end-session" },
								"store": "io.github.mixedsession.store.jdbc.JdbcSessionStore"
							}""");
	}

	@Test
	void decisionIsForeseen() {
		double operations = storeOperations();
		assertThat(get("/actuator/mixedsession/decision?method=GET&path=/account/x&channel=http&roles=ADMIN", true))
			.hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("""
					{
						"requirement": "secure",
						"decidedBy": "mixed-session.channel.rules[0]",
						"outcome": "redirect",
						"status": 302,
						"location": "https://shop.example/account/x"
					}""");
		assertThat(get("/actuator/mixedsession/decision?method=POST&path=/account/x&channel=http", true)).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("""
					{ "outcome": "refuse", "status": 403 }""");
		assertThat(get("/actuator/mixedsession/decision?path=/cart&channel=https", true)).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("""
					{ "requirement": "any", "outcome": "serve" }""");
		assertThat(storeOperations()).as("no session is looked up").isEqualTo(operations);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?path=account", "?path=/&channel=ftp", "?path=/&method=NOPE",
			"?path=/&method=GET&method=POST", "?path=" })
	void decisionOnNonsenseIsABadRequest(String query) {
		assertThat(get("/actuator/mixedsession/decision" + query, true)).hasStatus(400);
	}

	@Test
	void otherSubpathThanDecisionIsNotFound() {
		assertThat(get("/actuator/mixedsession/something?path=/", true)).hasStatus(404);
	}

	@Test
	void endpointWorksOverJmx() throws Exception {
		ObjectName name = this.mbeans
			.queryNames(new ObjectName("mixed-session-test:type=Endpoint,name=Mixedsession,*"), null)
			.iterator()
			.next();
		String string = String.class.getName();
		Object decision = this.mbeans.invoke(name, "decision",
				new Object[] { "decision", "/account", null, "http", null, null },
				new String[] { string, string, string, string, string, string });
		assertThat(decision).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("outcome", "redirect");
		assertThat(this.mbeans.invoke(name, "configuration", new Object[0], new String[0])).isInstanceOf(Map.class);
	}

	@Test
	void sessionsEndpointFindsShowsAndEndsASessionByItsId() throws Exception {
		MvcTestResult login = get("/account/login?name=alice", true);
		Cookie secure = login.getResponse().getCookie(SECURE);
		MvcTestResult found = get("/actuator/sessions?username=alice", true);
		assertThat(found).hasStatusOk().bodyJson().extractingPath("$.sessions.length()").isEqualTo(1);
		assertThat(found).bodyText().doesNotContain(secure.getValue());
		assertThat(found).bodyJson().extractingPath("$.sessions[0].id").asString().matches("[0-9a-f-]{36}-\\d");
		String id = JsonPath.read(found.getResponse().getContentAsString(), "$.sessions[0].id");
		assertThat(get("/actuator/sessions/" + id, true)).hasStatusOk();
		assertThat(get("/account/who", true, secure)).bodyText().isEqualTo("alice");
		double deleted = count("ends", "reason", "deleted");
		assertThat(this.mvc.delete().uri("/actuator/sessions/" + id).secure(true)).hasStatus(204);
		assertThat(count("ends", "reason", "deleted")).isEqualTo(deleted + 1);
		assertThat(get("/account/who", true, secure)).bodyText().isEqualTo("nobody");
		assertThat(get("/actuator/sessions/" + id, true)).hasStatus(404);
		assertThat(get("/actuator/sessions/" + secure.getValue(), true)).hasStatus(404);
	}

	@Test
	void sessionsEndpointFindsNobodyOverHttp() {
		get("/account/login?name=bob", true);
		assertThat(get("/actuator/sessions?username=bob", false)).hasStatusOk()
			.bodyJson()
			.extractingPath("$.sessions.length()")
			.isEqualTo(0);
	}

	@Test
	void journeyIsCounted() {
		double created = count("creations", "channel", "insecure");
		Cookie insecure = get("/cart?item=book", false).getResponse().getCookie(INSECURE);
		assertThat(count("creations", "channel", "insecure")).isEqualTo(created + 1);

		double toHttps = count("redirects", "requirement", "secure", "cause", "rule");
		assertThat(get("/account/who", false, insecure)).hasStatus(302);
		assertThat(count("redirects", "requirement", "secure", "cause", "rule")).isEqualTo(toHttps + 1);

		double ups = count("step.ups", "cause", "rule");
		MvcTestResult steppedUp = get("/account/who", true, insecure);
		Cookie secure = steppedUp.getResponse().getCookie(SECURE);
		insecure = steppedUp.getResponse().getCookie(INSECURE);
		assertThat(count("step.ups", "cause", "rule")).isEqualTo(ups + 1);

		double refused = count("refusals", "reason", "wrong-channel");
		assertThat(this.mvc.post().uri("/account/who")).hasStatus(403);
		assertThat(count("refusals", "reason", "wrong-channel")).isEqualTo(refused + 1);

		double downs = count("step.downs", "cause", "rule");
		double toHttp = count("redirects", "requirement", "insecure", "cause", "rule");
		assertThat(get("/news", true, insecure, secure)).hasStatus(302);
		assertThat(count("step.downs", "cause", "rule")).isEqualTo(downs + 1);
		assertThat(count("redirects", "requirement", "insecure", "cause", "rule")).isEqualTo(toHttp + 1);
	}

	@Test
	void loginOverHttpIsCountedAsARefusal() {
		double refused = count("refusals", "reason", "secure-attribute");
		assertThat(get("/login-anywhere?name=eve", false)).hasStatus(403);
		assertThat(count("refusals", "reason", "secure-attribute")).isEqualTo(refused + 1);
	}

	@Test
	void storeOperationsAreTimed() {
		get("/cart?item=book", false);
		assertThat(this.meters.get("mixed.session.store")
			.tags("operation", "insert", "outcome", "done", "error", "none")
			.timer()
			.count()).isPositive();
		assertThat(get("/actuator/metrics/mixed.session.store", true)).hasStatusOk()
			.bodyJson()
			.extractingPath("$.availableTags[*].tag")
			.asArray()
			.containsExactlyInAnyOrder("operation", "outcome", "error");
	}

	private MvcTestResult get(String uri, boolean secure, Cookie... cookies) {
		var request = this.mvc.method(HttpMethod.GET)
			.uri(URI.create(uri))
			.secure(secure)
			.header("Accept", uri.startsWith("/actuator") ? MediaType.APPLICATION_JSON_VALUE : "text/html,*/*");
		return ((cookies.length > 0) ? request.cookie(cookies) : request).exchange();
	}

	private double count(String name, String... tags) {
		return this.meters.get("mixed.session." + name).tags(tags).counter().count();
	}

	private double storeOperations() {
		return this.meters.find("mixed.session.store").timers().stream().mapToLong((timer) -> timer.count()).sum();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestConfiguration {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.csrf(AbstractHttpConfigurer::disable)
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		VisitorController visitorController() {
			return new VisitorController();
		}

	}

	@RestController
	static class VisitorController {

		@GetMapping("/cart")
		String cart(HttpServletRequest request, String item) {
			request.getSession().setAttribute("cart", item);
			return item;
		}

		@GetMapping({ "/account/login", "/login-anywhere" })
		String login(HttpServletRequest request, String name) {
			request.getSession().setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, name);
			return name;
		}

		@RequestMapping("/account/who")
		String who(HttpServletRequest request) {
			Object name = (request.getSession(false) != null)
					? request.getSession(false).getAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME)
					: null;
			return (name != null) ? name.toString() : "nobody";
		}

	}

}
