package io.github.mixedsession.attribute;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a value's type tells, under whatever name (attack 38).
 */
class SecurityStateTests {

	private static final SecurityContextImpl CONTEXT = new SecurityContextImpl(
			new TestingAuthenticationToken("rob", "n/a", "ROLE_USER"));

	private static final OAuth2AuthorizationRequest AUTHORIZATION = OAuth2AuthorizationRequest.authorizationCode()
		.authorizationUri("https://login.test/authorize")
		.clientId("shop")
		.build();

	@Test
	void typesOfSpringSecurityAreToldByEveryClassAndInterface() {
		assertThat(SecurityState.ofValue(CONTEXT)).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(new SecurityContextImpl() {
		})).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(new TestingAuthenticationToken("rob", "n/a")))
			.isEqualTo(SecurityState.IDENTITY);
		assertThat(SecurityState.ofValue((Principal) () -> "rob")).isEqualTo(SecurityState.IDENTITY);
		assertThat(SecurityState.ofValue(User.withUsername("rob").password("x").build()))
			.isEqualTo(SecurityState.IDENTITY);
		assertThat(SecurityState.ofValue(new SimpleSavedRequest("/account"))).isEqualTo(SecurityState.SAVED_REQUEST);
		assertThat(SecurityState.ofValue(new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token")))
			.isEqualTo(SecurityState.CSRF_TOKEN);
		assertThat(SecurityState.ofValue(AUTHORIZATION)).isEqualTo(SecurityState.CONFIDENTIAL);
		assertThat(SecurityState.ofValue(new DefaultOneTimeToken("token", "rob", java.time.Instant.EPOCH)))
			.isEqualTo(SecurityState.CONFIDENTIAL);
	}

	@Test
	void elementsOfContainersCount() {
		assertThat(SecurityState.ofValue(Map.of("state", AUTHORIZATION))).isEqualTo(SecurityState.CONFIDENTIAL);
		assertThat(SecurityState.ofValue(List.of("a", Optional.of(CONTEXT)))).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(new Object[] { AUTHORIZATION, CONTEXT })).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(new AtomicReference<>(CONTEXT))).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(new AtomicReferenceArray<>(new Object[] { null, CONTEXT })))
			.isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofValue(Map.entry("who", CONTEXT))).isEqualTo(SecurityState.CONTEXT);
	}

	@Test
	void listThatHoldsItselfEnds() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertThat(SecurityState.ofValue(list)).isNull();
	}

	@Test
	void otherValuesAreTheApplications() {
		for (Object value : new Object[] { "rob", 7, List.of("mug"), Map.of("mug", 1), new byte[1],
				Optional.empty() }) {
			assertThat(SecurityState.ofValue(value)).isNull();
		}
	}

	@Test
	void ofNameAndTypeTheStricterCounts() {
		assertThat(SecurityState.of("SPRING_SECURITY_CONTEXT", "text")).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.of("cart", CONTEXT)).isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.of("org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
				CONTEXT))
			.isEqualTo(SecurityState.CONTEXT);
		assertThat(SecurityState.ofName(SecurityState.EXPIRED_MARKER)).isEqualTo(SecurityState.CONFIDENTIAL);
		assertThat(SecurityState.ofName("cart")).isNull();
	}

}
