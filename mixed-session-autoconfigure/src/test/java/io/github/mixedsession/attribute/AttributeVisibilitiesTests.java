package io.github.mixedsession.attribute;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;

import static org.assertj.core.api.Assertions.assertThat;

class AttributeVisibilitiesTests {

	private final AttributeVisibilities everythingShared = new AttributeVisibilities(AttributeVisibility.SHARED,
			List.of("*"), List.of(), List.of("SPRING_SECURITY_CONTEXT"));

	@ParameterizedTest
	@ValueSource(strings = { "SPRING_SECURITY_CONTEXT", "SPRING_SECURITY_SAVED_REQUEST",
			"SPRING_SECURITY_LAST_EXCEPTION",
			"org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME",
			"org.springframework.session.security.SpringSessionBackedSessionInformation.EXPIRED",
			"org.springframework.security.web.authentication.switchuser.X",
			"org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository.CLIENTS",
			"org.springframework.security.saml2.provider.service.web.X" })
	void springSecurityAttributesAreSecureWhateverTheConfiguration(String name) {
		assertThat(this.everythingShared.of(name, Channel.SECURE)).isEqualTo(AttributeVisibility.SECURE);
		assertThat(this.everythingShared.of(name, Channel.INSECURE)).isEqualTo(AttributeVisibility.SECURE);
	}

	@Test
	void csrfTokenIsPerChannelWhateverTheConfiguration() {
		String name = "org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN";
		assertThat(new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()).of(name,
				Channel.SECURE))
			.isEqualTo(AttributeVisibility.PER_CHANNEL);
		assertThat(this.everythingShared.of(name, Channel.INSECURE)).isEqualTo(AttributeVisibility.PER_CHANNEL);
	}

	@Test
	void strictestOfSeveralMatchingPatternsWins() {
		AttributeVisibilities visibilities = new AttributeVisibilities(AttributeVisibility.SHARED,
				List.of("payment.*", "draft.*", "open"), List.of("payment.*"), List.of("draft.*", "payment.x"));
		assertThat(visibilities.of("payment.x", Channel.INSECURE)).isEqualTo(AttributeVisibility.SECURE);
		assertThat(visibilities.of("draft.x", Channel.INSECURE)).isEqualTo(AttributeVisibility.PER_CHANNEL);
		assertThat(visibilities.of("open", Channel.SECURE)).isEqualTo(AttributeVisibility.SHARED);
		assertThat(visibilities.of("PAYMENT.x", Channel.SECURE)).isEqualTo(AttributeVisibility.SHARED);
	}

	@Test
	void secureDefaultAppliesOverHttpsAlone() {
		AttributeVisibilities visibilities = new AttributeVisibilities(AttributeVisibility.SECURE, List.of("cart"),
				List.of(), List.of());
		assertThat(visibilities.of("note", Channel.SECURE)).isEqualTo(AttributeVisibility.SECURE);
		assertThat(visibilities.of("note", Channel.INSECURE)).isEqualTo(AttributeVisibility.SHARED);
		assertThat(visibilities.of("cart", Channel.SECURE)).isEqualTo(AttributeVisibility.SHARED);
	}

	@Test
	void flashMapsAreOfTheirChannelUnlessListed() {
		String name = "org.springframework.web.servlet.support.SessionFlashMapManager.FLASH_MAPS";
		assertThat(new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()).of(name,
				Channel.SECURE))
			.isEqualTo(AttributeVisibility.PER_CHANNEL);
		assertThat(new AttributeVisibilities(AttributeVisibility.SECURE, List.of("org.springframework.web.*"),
				List.of(), List.of())
			.of(name, Channel.SECURE)).isEqualTo(AttributeVisibility.SHARED);
	}

}
