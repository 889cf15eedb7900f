package io.github.mixedsession.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.http.CookieHeader;
import io.github.mixedsession.id.ImportedId;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

class ImportedCookieTests {

	private static final String VALUE = Base64.getEncoder()
		.encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));

	private static PresentedIds read(IdKind kind, Channel arrival, PresentedIds own) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Cookie", "old=" + VALUE + "; OLD=" + VALUE + "; OLD=" + VALUE);
		return new ImportedCookie("OLD", kind, null).addTo(own, CookieHeader.of(request), arrival);
	}

	private static PresentedId parsed(IdKind kind) {
		return Objects.requireNonNull(ImportedId.parse(kind, VALUE)).presented();
	}

	@Test
	void secureImportedCookieCountsOverHttpsAlone() {
		assertThat(read(IdKind.SECURE, Channel.INSECURE, PresentedIds.NONE)).isEqualTo(PresentedIds.NONE);
		PresentedIds ids = read(IdKind.SECURE, Channel.SECURE, PresentedIds.NONE);
		assertThat(ids.secure()).containsExactly(parsed(IdKind.SECURE));
		assertThat(ids.insecure()).isEmpty();
		assertThat(ids.secure()).allMatch(PresentedId::imported);
	}

	@Test
	void insecureImportedCookieIsNeverASecureId() {
		for (Channel arrival : Channel.values()) {
			PresentedIds ids = read(IdKind.INSECURE, arrival, PresentedIds.NONE);
			assertThat(ids.insecure()).containsExactly(parsed(IdKind.INSECURE));
			assertThat(ids.secure()).isEmpty();
		}
	}

	@Test
	void importedCookieIsIgnoredBesideAnOwnIdOfItsKind() {
		PresentedId id = SessionCredential.insecure(Locator.generate(Instant.EPOCH)).presented();
		PresentedIds own = new PresentedIds(List.of(id), List.of(id));
		for (IdKind kind : IdKind.values()) {
			assertThat(read(kind, Channel.SECURE, own)).isEqualTo(own);
		}
	}

}
