package io.github.mixedsession.shop.journey;

import java.nio.file.Path;

/**
 * The same in the profile {@code cookies}: there a cookie is the session.
 */
class CookieWireJourneyTests extends WireJourneyTests {

	private static final int SHOWN = 60;

	@Override
	String[] arguments(Path directory) {
		return new String[] { "--spring.profiles.active=cookies",
				"--shop.session-key.file=" + directory.resolve("session.key"),
				"--spring.datasource.url=jdbc:h2:mem:cookiewire;DB_CLOSE_DELAY=-1" };
	}

	@Override
	String shown(String id) {
		return id.substring(id.length() - SHOWN);
	}

	/** Whoever shows the insecure cookie alone to HTTPS gets a copy, always. */
	@Override
	boolean takesOver() {
		return false;
	}

	/** No test here: an old cookie is the session of then, and the latest of that. */
	@Override
	void whoHasAnOlderIdDoesNotHaveANewerOneReplayed() {
	}

}
