package io.github.mixedsession;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.attribute.AttributeVisibilities;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cure that the message names is one that helps.
 */
class SecureAttributeExceptionTests {

	@ParameterizedTest
	@ValueSource(strings = { "SPRING_SECURITY_CONTEXT", "SPRING_SECURITY_SAVED_REQUEST",
			"org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository.X",
			"org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
			"org.springframework.session.security.SpringSessionBackedSessionInformation.EXPIRED" })
	void nobodyIsToldToShareWhatIsSpringSecuritys(String name) {
		assertThat(AttributeVisibilities.builtIn(name)).isNotNull();
		assertThat(new SecureAttributeException(name)).hasMessageContaining("never shared")
			.hasMessageContaining("requires: secure")
			.hasMessageNotContaining("attributes.shared");
		assertThat(SecureAttributeException.lookedUp(name)).hasMessageContaining("never shared")
			.hasMessageNotContaining("attributes.shared");
	}

	@Test
	void attributeOfTheApplicationMayBeShared() {
		assertThat(new SecureAttributeException("cart"))
			.hasMessageEndingWith("(requires: secure), or list the attribute in mixed-session.attributes.shared if "
					+ "anybody on the network may read it.");
		assertThat(SecureAttributeException.lookedUp("cart")).hasMessageContaining("mixed-session.attributes.shared");
	}

	@Test
	void rememberMeCookieIsNamedWhereItIsKnown() {
		assertThat(SecureAttributeException.rememberMe("a", Set.of("me"))).hasMessageContaining("Browsers send 'me'");
		assertThat(SecureAttributeException.rememberMe("a", Set.of())).hasMessageContaining("Browsers send it");
	}

}
