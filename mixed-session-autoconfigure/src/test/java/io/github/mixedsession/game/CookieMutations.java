package io.github.mixedsession.game;

import java.util.List;

import io.github.mixedsession.game.Trial.Game;

import static io.github.mixedsession.game.MethodEdit.in;

/**
 * What is broken where sessions live in their cookies.
 */
final class CookieMutations {

	static final List<Mutation> IN_THE_GAME = List.of(
			Mutation.of(2, "what an insecure cookie says is secure counts", Game.COOKIES,
					in("store.cookie.SessionCookieJson", "read").call("AttributeJson.read").getsArgument(2, true)),
			Mutation.of(2, "an insecure cookie holds what is secure", Game.COOKIES,
					in("store.cookie.CarriedSession", "make").call("contains").gives(false)),
			Mutation.of(4, "an insecure cookie without a user is none", Game.COOKIES,
					in("store.cookie.SessionCookieJson", "read").call("secureSide").getsArgument(1, true)),
			Mutation.of(6, "who has logged out is not", Game.COOKIES_WITH_LEDGER,
					in("store.cookie.CookieSessionStore", "find").call("admits").gives(true)),
			Mutation.of(6, "a replaced secure id is as good as the current one", Game.COOKIES_WITH_LEDGER,
					in("store.Proof", "opens").call("contains").gives(true),
					in("session.ProtocolTable", "current").call("equals").gives(true)),
			Mutation.of(7, "an insecure cookie steps its session up", Game.COOKIES,
					in("session.SessionCrossings", "stepUp").read("isBindingKnown").gives(true)),
			Mutation.of(7, "a session that may not step down is copied from a cookie", Game.COOKIES,
					in("session.SessionCrossings", "detachOnArrival").call("mayStepDown").gives(true)),
			Mutation.of(8, "an insecure cookie of another secure side is put to this one", Game.COOKIES,
					in("store.cookie.PresentedCookies", "youngest").call("IdHash.equals").gives(true)),
			Mutation.of(8, "an insecure cookie of another session stays where it is", Game.COOKIES,
					in("session.ProtocolTable", "dueForSecureId").call("isInsecureIdToReplace").gives(false)),
			Mutation.of(9, "a secure cookie has no absolute timeout", Game.COOKIES,
					in("session.SessionSettings", "isSecureSideExpired").call("since").goesTo("now")),
			Mutation.of(9, "a secure cookie has no idle timeout", Game.COOKIES,
					in("session.SessionSettings", "isSecureSideExpired").call("lastAccessedAt").goesTo("now")),
			Mutation.of(10, "nobody is told of a secure cookie that was replaced", Game.COOKIES_WITH_LEDGER,
					in("session.SessionResolver", "accept").call("late").isLeftOut()),
			Mutation.of(13, "an answer with cookies can be stored", Game.COOKIES,
					in("web.OutgoingHeaders", "keepFromCaches").call("hasAny").gives(false)),
			Mutation.of(13, "a visitor whose secure side begins anew is entered", Game.COOKIES_WITH_LEDGER,
					in("store.cookie.SessionLedger", "claim").call("restartsSecureSide").gives(false)),
			Mutation.of(16, "the ledger has values", Game.COOKIES_WITH_LEDGER,
					in("store.cookie.SessionLedger", "isMark").call("equals").gives(true)));

	/**
	 * What the game shows nothing of: other checks hold it too, or nobody in it tries.
	 */
	static final List<Mutation> BEYOND_THE_GAME = List.of(
			plain(2, "a user in an insecure cookie is read", "SessionCookieFormatTests#insecureCookieNamesNoUser",
					in("store.cookie.SessionCookieJson", "read").call("secureSide").getsArgument(1, true)),
			plain(4, "an expired secure cookie hides the cart", "PresentedCookiesTests#expiredSecureCookieHidesNoCart",
					in("store.cookie.PresentedCookies", "session").call("isIdle").gives(false)),
			plain(8, "an insecure cookie takes the place of a living secure one",
					"PresentedCookiesTests#livingSecureCookieWinsOverAnInsecureOneOfAnotherFamily",
					in("store.cookie.PresentedCookies", "session").call("isIdle").gives(true)),
			plain(2, "any id shows what a cookie holds", "CarriedSessionTests#whatIsShownDependsOnTheProof",
					in("store.cookie.CarriedSession", "read").call("opens").gives(true)),
			plain(2, "an insecure id shows the secure side", "CarriedSessionTests#whatIsShownDependsOnTheProof",
					in("store.cookie.CarriedSession", "read").call("without").goesTo("allOf")),
			plain(5, "an answer puts back the id that another one has replaced",
					"SessionLedgerTests#lateAnswerHasTheIdsOfNow",
					in("store.cookie.CookieSessionStore", "save").call("isCurrent").gives(true)),
			plain(5, "two logins at once are entered", "SessionLedgerTests#oneOfTwoLoginsAtOnceWins",
					in("store.cookie.CookieSessionStore", "claim").call("SessionLedger.claim").gives(true)),
			plain(5, "a request of before a login replaces its ids",
					"SessionLedgerTests#requestOfBeforeALoginTouchesNothingOfIt",
					in("store.cookie.CookieSessionStore", "ifCarried").call("hasLost").gives(false)),
			plain(5, "a copy that began anew ends the login of another",
					"SessionLedgerTests#copyThatBeganAnewDoesNotEndTheLoginOfAnother",
					in("store.cookie.SessionLedger", "delete").call("isOfSameLogin").gives(true)),
			format("another kind's cookie is read", "kindIsChecked",
					in("store.cookie.SessionCookieKeys", "key").call("customParam").goesTo("withoutKind")),
			format("another name's cookie is read", "nameIsChecked",
					in("store.cookie.SessionCookieKeys", "key").call("customParam").goesTo("withoutName")),
			format("a cookie does not say which key it is of", "keyIsChecked",
					in("store.cookie.SessionCookieKeys", "key").call("keyID").isPassedOver()),
			format("a cookie is read whatever its header says", "kindAndNameAreChecked",
					in("store.cookie.SessionCookieKeys$AtOnce", "find").call("equals").gives(true)),
			format("two texts are one cookie", "a52AnyOtherBitMakesItNobodys",
					in("store.cookie.SessionCookieCipher", "decrypt").call("isCanonical").gives(true)),
			format("the last key encrypts", "firstKeyEncryptsAndAllDecrypt",
					in("store.cookie.SessionCookieKeys", "first").call("get").getsArgument(1, 1)),
			format("a cookie is never too old", "cookieOfAnotherTimeIsNobodys",
					in("store.cookie.SessionCookieLifetime", "isOfThisTime").call("isBefore").gives(true)),
			format("a cookie may be of tomorrow", "cookieOfAnotherTimeIsNobodys",
					in("store.cookie.SessionCookieLifetime", "isOfThisTime").call("isAfter").gives(false)),
			format("a cookie may have any length", "cookieIsNoLargerThanBrowsersTake",
					in("store.cookie.SessionCookieFormat", "check").call("length").gives(0)),
			format("a cookie of any length is parsed", "longerCookieIsNotEvenParsed",
					in("store.cookie.SessionCookieCipher", "decrypt").call("length").gives(0)),
			format("keys that can't be had are none", "keysThatCanNotBeHadFailTheRequest",
					in("store.cookie.SessionCookieCipher", "decrypt").call("current").gives(null)),
			configured("a value of which JSON says not all is stored", "valueOfWhichJsonSaysNotAllIsRefusedAsItIsSet",
					in("attribute.JsonAttributeCodec", "encode").call("isWhole").gives(true)),
			configured("a cookie creates what it likes", "nobodyElseChoosesATypeByTheKeyOfAMap",
					in("attribute.JsonAttributeCodec", "isWhole").call("with").isPassedOver()),
			configured("a cookie creates any type", "valueThatCanNotBeReadBackIsRefusedAsItIsSet",
					in("autoconfigure.CookieAttributeCodecFactory", "isCollectionOfTheJdk").call("startsWith")
						.gives(true),
					in("autoconfigure.CookieAttributeCodecFactory", "isCollectionOfTheJdk").call("isAssignableFrom")
						.gives(true)),
			configured("a server may take one cookie alone", "serverHasToTakeTwoCookies",
					in("autoconfigure.CookieHeaderCheck", "check").call("isEmpty").gives(true)),
			configured("another store is passed over", "storeOfTheApplicationIsNotPassedOverInSilence",
					in("autoconfigure.MixedSessionCookieAutoConfiguration", "requireNoOther").call("isEmpty")
						.gives(true)));

	private CookieMutations() {
	}

	private static Mutation plain(int invariant, String what, String test, MethodEdit edit) {
		return Mutation.of(invariant, what, "io.github.mixedsession.store.cookie." + test, edit);
	}

	private static Mutation format(String what, String test, MethodEdit edit) {
		return plain(16, what, "SessionCookieFormatTests#" + test, edit);
	}

	private static Mutation configured(String what, String test, MethodEdit... edits) {
		return Mutation.of(16, what, "io.github.mixedsession.autoconfigure.CookieStoreConfigurationTests#" + test,
				edits);
	}

}
