package io.github.mixedsession.game;

import java.util.List;

import static io.github.mixedsession.game.MethodEdit.in;

/**
 * What is broken where sessions of another store are moved.
 */
final class TakeOverMutations {

	static final List<Mutation> ALL = List.of(
			plain(3, "what Spring Security kept is moved with a cookie that crossed HTTP",
					"whatSpringSecurityKeptIsLeftBehindByACookieThatCrossedHttp",
					in("session.SessionTakeOver", "values").call("isLeftBehind").gives(false)),
			plain(5, "a session that was exchanged is opened again",
					"copyThatWasExchangedStaysWhatItIsAndTheOldOneGoes",
					in("session.SessionTakeOver", "tryMove").call("isClosed").gives(true)),
			plain(5, "a copy is told from another one by nothing", "requestThatIsSlowToOpenOpensNoOtherCopy",
					in("session.SessionTakeOver", "closed").call("nextInt").gives(0)),
			plain(6, "the old session stays", "copyThatWasExchangedStaysWhatItIsAndTheOldOneGoes",
					in("session.SessionTakeOver", "tryMove").call("OldSession.delete").isLeftOut()),
			plain(10, "a slow request leaves a copy of a session that has ended", "slowRequestBringsNoSessionBack",
					in("session.SessionTakeOver", "tryMove").call("SessionStore.deleteIfUnchanged").isLeftOut()),
			plain(10, "a session that was logged out of comes back", "idleTimeOfZeroIsTheEndOfAnOldSession",
					in("session.SessionTakeOver", "find").call("Duration.isZero").gives(false)),
			plain(14, "a copy of before the session was used again is opened",
					"copyOfBeforeTheSessionWasUsedAgainIsNotOpened",
					in("session.SessionTakeOver", "tryMove").call("hasAccessOf").gives(true)),
			plain(14, "that a copy is there is a failure of the store", "anotherRequestBeforeTheCopyOpensMovesItOnce",
					in("session.FailFast", "invoke").call("isFailure").gives(true)));

	private TakeOverMutations() {
	}

	private static Mutation plain(int invariant, String what, String test, MethodEdit edit) {
		return Mutation.of(invariant, what, "io.github.mixedsession.session.SessionTakeOverTests#" + test, edit);
	}

}
