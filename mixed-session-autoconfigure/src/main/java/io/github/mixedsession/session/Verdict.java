package io.github.mixedsession.session;

import java.util.Set;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.session.SessionState.Due;

/**
 * What presented ids are good for.
 */
sealed interface Verdict {

	/** No session, and nothing to tell. */
	Verdict NOTHING = new Nothing();

	/**
	 * One of them is the current id of its kind.
	 *
	 * @param id which one
	 * @param view what it may see
	 * @param due what is due before the handler runs
	 * @param unconfirmed the kinds whose current id reached the browser, as is seen now
	 */
	record Current(PresentedId id, SessionView view, Due due, Set<IdKind> unconfirmed) implements Verdict {
	}

	/**
	 * None is current, and one is retired and in its grace.
	 *
	 * @param id the youngest such
	 * @param view what it may see
	 * @param due what is due before the handler runs
	 */
	record Retired(RetiredId id, SessionView view, Due due) implements Verdict {
	}

	/**
	 * No session, and a sign of theft.
	 *
	 * @param id what was presented
	 */
	record Late(LateId id) implements Verdict {
	}

	/**
	 * No session.
	 */
	record Nothing() implements Verdict {
	}

}
