package io.github.mixedsession.store.cookie;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;

/**
 * What every store promises, for the sessions of one request.
 */
class CookieSessionStoreTests extends SessionStoreContractTests {

	@Override
	protected SessionStore createStore() {
		EncryptionKeys keys = EncryptionKeys.ofLong(List.of(new SecretKeySpec(RandomBytes.of(64), "HmacSHA512")));
		Map<IdKind, String> names = Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "__Host-SESSION");
		CarriedSessions carried = new CarriedSessions(new SessionCookieFormat(new Encryption(() -> keys, false), names,
				false, new SessionCookieLifetime(Duration.ofDays(7), Duration.ZERO, Clock.systemUTC())), true);
		return new CookieSessionStore(() -> carried);
	}

	@Override
	protected int getMaxValueLength() {
		return 1000;
	}

}
