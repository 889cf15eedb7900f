package io.github.mixedsession.game;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A site whose sessions live in their cookies, and moves at random on it. There are no
 * rows to look at, so its oracle goes by what is seen and by what the cookies hold, and
 * expects what the store promises: all that the design does but for old cookies, which
 * are old sessions. With a ledger, those of users who are logged in are not.
 */
final class CookieGame implements AutoCloseable {

	private static final int LENGTH = 40;

	private final CookieKey key = new CookieKey();

	private final Map<String, Integer> figures = new TreeMap<>();

	private final boolean ledger;

	private final Node node;

	CookieGame(boolean ledger) {
		this.ledger = ledger;
		this.node = new Node(ledger ? Node.LedgerApplication.class : Node.CookieApplication.class,
				"mixed-session.store=cookie", "mixed-session.cookie.ledger=" + ledger, this.key.property());
	}

	/**
	 * Plays.
	 * @return what does not hold, and after which moves, or {@code null}
	 */
	@Nullable String play(long seed, int sequences) {
		Random random = new Random(seed);
		for (int i = 0; i < sequences; i++) {
			String found = new CookieSequence(this.node, this.key, this.ledger, random, this.figures).play(LENGTH);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/** What has happened how often. */
	Map<String, Integer> figures() {
		return this.figures;
	}

	@Override
	public void close() {
		this.node.close();
	}

}
