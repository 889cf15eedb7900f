package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's state under names that the application has chosen, on a site that
 * shares whatever is not listed.
 */
class ChosenNameAttackTests {

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private static Site site(Server server) {
		return SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(ChosenNames.class),
				"mixed-session.attributes.default-visibility=shared"));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	@ParameterizedTest
	@EnumSource
	void a38SniffedIdOpensNoContextOfAnotherName(Server server) {
		Browser admin = site(server).browser();
		admin.http("/set?name=cart&value=mug");
		admin.login("admin");
		assertThat(admin.https("/account/session").line("user")).isEqualTo("admin");
		admin.http("/page");
		Browser eavesdropper = admin.eavesdropper();
		for (boolean tls : new boolean[] { false, true }) {
			Reply reply = eavesdropper.get(tls, "/session");
			assertThat(reply.line("user")).isEqualTo("null");
			assertThat(reply.line("@cart")).isEqualTo("mug");
			assertThat(reply.body()).doesNotContain("ADMIN_CONTEXT");
		}
		assertThat(eavesdropper.https("/account/page").status()).isEqualTo(302);
		assertThat(admin.https("/account/session").line("user")).isEqualTo("admin");
	}

	@ParameterizedTest
	@EnumSource
	void a38LoginUnderAnotherNameIsRefusedOverHttp(Server server) {
		Browser visitor = site(server).browser();
		assertThat(visitor.http("/own-login").status()).isEqualTo(403);
		assertThat(visitor.http("/session").line("user")).isEqualTo("null");
		visitor.https("/own-login");
		assertThat(visitor.https("/session").line("user")).isEqualTo("admin");
	}

	@ParameterizedTest
	@EnumSource
	void a38LoginPutInsideAValueIsRefusedOverHttp(Server server) {
		Browser visitor = site(server).browser();
		assertThat(visitor.http("/own-login/inside").status()).isEqualTo(403);
		assertThat(visitor.http("/session").body()).doesNotContain("people");
		assertThat(visitor.https("/own-login/inside").status()).isEqualTo(200);
		assertThat(visitor.https("/session").body()).contains("@people");
		assertThat(visitor.http("/session").body()).doesNotContain("people");
	}

	@ParameterizedTest
	@EnumSource
	void a38TokenOfAnotherNameIsPerChannel(Server server) {
		Browser visitor = site(server).browser();
		String sniffed = visitor.csrf(false);
		assertThat(visitor.post(true, "/login", "username=customer&password=demo-only&_csrf=" + sniffed).status())
			.isEqualTo(403);
		assertThat(visitor.login("customer").status()).isEqualTo(302);
		assertThat(visitor.https("/session").line("user")).isEqualTo("customer");
	}

	@ParameterizedTest
	@EnumSource
	void a38SavedRequestOfAnotherNameIsSecure(Server server) {
		Browser visitor = site(server).browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/account/page?secret=1");
		assertThat(visitor.https("/session").body()).contains("@RETURN_TO");
		assertThat(visitor.http("/session").body()).doesNotContain("RETURN_TO");
		assertThat(visitor.login("customer").header("Location")).contains("/account/page?secret=1");
	}

	@ParameterizedTest
	@EnumSource
	void a38UserIsFoundByNameWhateverTheContextIsCalled(Server server) {
		Browser customer = site(server).browser();
		customer.login("customer");
		FindByIndexNameSessionRepository<?> sessions = site(server).bean(FindByIndexNameSessionRepository.class);
		int before = sessions.findByPrincipalName("customer").size();
		assertThat(before).isPositive();
		customer.logout(true);
		assertThat(sessions.findByPrincipalName("customer")).hasSize(before - 1);
	}

	@ParameterizedTest
	@EnumSource
	void a38FormOfAnotherSiteStoresNoTokenAndNoRequest(Server server) {
		Browser victim = site(server).browser();
		int before = site(server).sessions();
		Reply reply = victim.post(true, "/account/set", "name=a&value=b", "Origin: https://evil.example");
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.headers()).noneMatch((header) -> header.getKey().equalsIgnoreCase("Set-Cookie"));
		assertThat(site(server).sessions()).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	void a28SlowAuthenticationOfAnotherNameIsDropped(Server server) throws Exception {
		Site site = site(server);
		Browser victim = site.browser();
		victim.https("/secure/set?name=cart&value=mug");
		Browser slow = victim.copy();
		site.gate().reset();
		CompletableFuture<Reply> late = CompletableFuture.supplyAsync(() -> slow.https("/secure/slow-own-login"));
		site.gate().awaitArrival();
		victim.login("customer");
		site.gate().release();
		assertThat(late.get().status()).isEqualTo(200);
		assertThat(victim.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Import(OwnLogin.class)
	static class ChosenNames {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
			contexts.setSpringSecurityContextKey("ADMIN_CONTEXT");
			HttpSessionCsrfTokenRepository tokens = new HttpSessionCsrfTokenRepository();
			tokens.setSessionAttributeName("_csrf");
			HttpSessionRequestCache requests = new HttpSessionRequestCache();
			requests.setSessionAttrName("RETURN_TO");
			return http.securityContext((context) -> context.securityContextRepository(contexts))
				.csrf((csrf) -> csrf.csrfTokenRepository(tokens))
				.requestCache((cache) -> cache.requestCache(requests))
				.authorizeHttpRequests(
						(all) -> all.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	/** Logs in without asking Spring Security. */
	@RestController
	static class OwnLogin {

		private final Gate gate;

		OwnLogin(Gate gate) {
			this.gate = gate;
		}

		@GetMapping("/own-login")
		String login(HttpServletRequest request) {
			request.getSession().setAttribute("ADMIN_CONTEXT", context());
			return "logged in";
		}

		@GetMapping("/own-login/inside")
		String loginInside(HttpServletRequest request) {
			List<Object> people = new ArrayList<>();
			request.getSession().setAttribute("people", people);
			people.add(context());
			return "logged in";
		}

		@GetMapping("/secure/slow-own-login")
		String slowLogin(HttpServletRequest request) {
			HttpSession session = request.getSession();
			this.gate.pass();
			session.setAttribute("ADMIN_CONTEXT", context());
			return "logged in";
		}

		private static SecurityContextImpl context() {
			return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated("admin", "",
					AuthorityUtils.createAuthorityList("ROLE_ADMIN")));
		}

	}

}
