package io.github.mixedsession.game;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.game.Trial.Game;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.test.Proof;

import static io.github.mixedsession.game.MethodEdit.in;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The game finds out what is broken on purpose, at least one way for each invariant, or
 * an ordinary test does, where the game can't. {@code -Dmutation} plays those whose name
 * matches a pattern.
 */
@Tag(Proof.TAG)
class MutationTests {

	private static final List<Mutation> ALL = List.of(
			Mutation.of(1, "the secure cookie lacks Secure", Game.IN_TURN,
					in("web.SessionCookies", "cookie").call("secure").getsArgument(1, false)),
			Mutation.of(1, "a step-down over HTTP sends a secure id", Game.IN_TURN,
					in("session.Rotation", "stepDown").call("<init>").getsArgument(1, true),
					in("web.ServletSessionRequest", "write").call("channel").gives(null)),
			Mutation.of(2, "the insecure view sees the secure side", Game.IN_TURN,
					in("store.Partition", "visibleTo").read("SEEN_OVER_HTTP").goesTo("allPartitions")),
			Mutation.of(2, "a secure attribute is kept with the shared ones", Game.IN_TURN,
					in("session.AttributeAccess", "writable").call("secureSide").gives(Partition.SHARED)),
			Mutation.of(3, "a login over HTTP is not refused", Game.IN_TURN,
					in("session.AttributeAccess", "set").call("visibility").gives(AttributeVisibility.PER_CHANNEL)),
			Mutation.of(4, "a retired id dies at once", Game.IN_TURN,
					in("session.ProtocolTable", "judge").call("isUsable").gives(false)),
			Mutation.of(4, "a copy forgets the shared attributes", Game.IN_TURN,
					in("session.SessionAttributes", "copyOfShared").call("containsKey").gives(true)),
			Mutation.of(4, "who loses a race for the ids goes on as if it had won", Game.AT_ONCE,
					in("session.SessionRotation", "rotate").call("update").seemsToGive(true)),
			Mutation.of(5, "a step-up keeps the insecure id", Game.IN_TURN,
					in("session.Rotation", "stepUp").call("<init>").getsArgument(0, false)),
			Mutation.of(5, "a login keeps the insecure id", Game.IN_TURN,
					in("session.Rotation", "login").call("<init>").getsArgument(0, false)),
			Mutation.of(5, "a step-down keeps the insecure id", Game.IN_TURN,
					in("session.SessionCrossings", "runOnce").call("stepDown").gives(true)),
			Mutation.of(6, "a login leaves earlier secure ids what they were", Game.IN_TURN,
					in("session.ProtocolTable", "retired").call("isBeforeLogin").gives(false)),
			Mutation.of(6, "a retired insecure id steps up", Game.IN_TURN,
					in("session.ProtocolTable", "dueForRetiredId").read("Due.DETACH").becomes("STEP_UP"),
					in("session.ProtocolTable", "dueForRetiredId").call("isBefore").gives(false)),
			Mutation.of(6, "a visitor shares what HTTPS sets with who keeps the successor back", Game.IN_TURN,
					in("session.ProtocolTable", "dueForRetiredId").call("isBefore").gives(true)),
			Mutation.of(10, "nobody is told of a successor that is kept back", Game.IN_TURN,
					in("session.SessionCrossings", "runOnce").call("tapped").isLeftOut()),
			Mutation.of(6, "a successor that nobody has shown yet is not kept back", Game.IN_TURN,
					in("session.ProtocolTable", "dueForRetiredId").call("retiredAt").goesTo("retiredAtOnceShown")),
			Mutation.of(6, "a successor that is shown late was not kept back", Game.LONG_LIFE,
					in("session.ProtocolTable", "dueForRetiredId").call("retiredAt").goesTo("shownOrRetiredAt")),
			Mutation.of(2, "a right locator is enough", Game.IN_TURN,
					in("store.Proof", "opens").call("contains").gives(true),
					in("session.ProtocolTable", "current").call("equals").gives(true)),
			Mutation.of(2, "a right locator is enough for a secure id", Game.IN_TURN,
					in("store.InMemorySessionStore", "find").call("opens").goesTo("opensToAnySecureId"),
					in("session.ProtocolTable", "judge").call("opens").goesTo("opensToAnySecureId"),
					in("session.ProtocolTable", "current").call("equals").gives(true)),
			Mutation.of(10, "a right locator with a wrong rest is a sign of theft", Game.IN_TURN,
					in("session.LateId", "of").call("anyMatch").gives(true)),
			Mutation.of(10, "a right locator with a wrong family ends the session", Game.IN_TURN,
					in("session.LateId", "of").call("equals").gives(true)),
			Mutation.of(10, "a right family is no sign of theft", Game.IN_TURN,
					in("session.LateId", "of").call("anyMatch").gives(false)),
			Mutation.of(5, "a step-up makes another family", Game.IN_TURN,
					in("session.SessionRotation", "family").call("family").gives(null)),
			Mutation.of(9, "a secure side that begins anew keeps its family", Game.IN_TURN,
					in("session.ProtocolTable", "current").read("Due.RESTART_SECURE_SIDE").becomes("DETACH")),
			Mutation.of(15, "a session remembers every id that it ever had", Game.LONG_LIFE,
					in("id.SessionIds", "retire").call("count").gives(0L)),
			Mutation.of(10, "the third last id is forgotten", Game.LONG_LIFE,
					in("id.SessionIds", "retire").call("count").goesTo("countAndSix")),
			Mutation.of(10, "the eighth last id is forgotten", Game.LONG_LIFE,
					in("id.SessionIds", "retire").call("count").goesTo("countAndOne")),
			Mutation.of(6, "the second of nine ids is forgotten, and not the first", Game.LONG_LIFE,
					in("id.SessionIds", "retire").call("findFirst").goesTo("findSecond")),
			Mutation.of(9, "a crossing restarts the absolute timeout", Game.LONG_LIFE,
					in("store.IdUpdate", "applyTo").call("since").goesTo("now")),
			Mutation.of(10, "a confirmation that is due with a rotation is forgotten", Game.LONG_LIFE,
					in("session.SessionRotation", "confirmed").call("isEmpty").gives(true)),
			Mutation.of(10, "a confirmation without a rotation is forgotten", Game.LONG_LIFE,
					in("session.SessionOperations", "confirm").call("confirm").isLeftOut()),
			Mutation.of(5, "a confirmation brings back what a rotation replaced meanwhile", Game.AT_ONCE,
					in("session.SessionRotation", "confirm").call("update").goesTo("updateLatest")),
			Mutation.of(5, "a store does not check the generation", Game.AT_ONCE,
					in("store.InMemorySessionStore", "update").call("generation").gives(0L)),
			Mutation.of(5, "the database does not check the generation", Game.AT_RANDOM_IN_H2,
					in("store.jdbc.SessionTable", "update").call("generation").gives(0L)),
			Mutation.of(7, "a copy is stored before anything is set in it", Game.IN_TURN,
					in("session.SessionWrites", "write").call("isChanged").gives(true)),
			Mutation.of(7, "an insecure id steps up whatever was bound to it", Game.IN_TURN,
					in("session.ProtocolTable", "dueForInsecureId").call("secureId").gives(null)),
			Mutation.of(7, "a session that may not step down does", Game.STAYING,
					in("session.SessionCrossings", "stepDown").call("mayStepDown").gives(true)),
			Mutation.of(7, "a session that may not step down does for a redirect", Game.STAYING,
					in("session.SessionCrossings", "leave").call("mayStepDown").gives(true)),
			Mutation.of(7, "a session that may not step down is copied", Game.STAYING,
					in("session.SessionCrossings", "detachOnArrival").call("mayStepDown").gives(true)),
			Mutation.of(7, "a retired id looks back into a session that may not step down", Game.STAYING,
					in("session.SessionCrossings", "runOnce").call("mayStepDown").gives(true)),
			Mutation.of(5, "an id that crossed HTTP in vain is not replaced", Game.STAYING,
					in("session.SessionCrossings", "stepDown").call("expose").isLeftOut()),
			Mutation.of(6, "an id that crossed HTTP in vain is good over HTTPS for a grace", Game.STAYING,
					in("id.SessionIds", "withInsecure").read("insecureExposed").gives(false)),
			Mutation.of(8, "an insecure cookie of another session stays", Game.IN_TURN,
					in("session.ProtocolTable", "dueForSecureId").call("isInsecureIdToReplace").gives(false)),
			Mutation.of(9, "HTTP ends the secure side", Game.IN_TURN,
					in("session.SessionTermination", "end").call("isSecureView").gives(true)),
			Mutation.of(9, "HTTP keeps the secure side alive", Game.IN_TURN,
					in("session.SessionWrites", "secureAccess").call("isSecureView").gives(true)),
			Mutation.of(9, "the secure side has no absolute timeout", Game.LONG_LIFE,
					in("session.SessionSettings", "isSecureSideExpired").call("since").goesTo("now")),
			Mutation.of(10, "nobody is told of a retired id", Game.IN_TURN,
					in("session.SessionResolver", "accept").call("late").isLeftOut()),
			Mutation.of(10, "the grace never ends", Game.IN_TURN,
					in("id.RetiredId", "isUsable").call("isBefore").gives(true)),
			Mutation.of(11, "a redirect loses the query", Game.IN_TURN,
					in("channel.RequestTarget", "of").call("getQueryString").gives(null)),
			Mutation.of(12, "whatever comes over the wrong channel is redirected", Game.IN_TURN,
					in("http.NavigationRequest", "isRepeatable").call("isSafe").gives(true)),
			Mutation.of(13, "a response with a cookie can be stored", Game.IN_TURN,
					in("web.OutgoingHeaders", "keepFromCaches").call("hasAny").gives(false)),
			Mutation.of(1, "a cookie header in lower case is not hidden", Game.IN_TURN,
					in("web.IdHidingRequest", "getHeaders").call("equalsIgnoreCase").goesTo("equalsExactly")),
			Mutation.of(9, "an id lives on after a logout over HTTP", Game.AT_RANDOM,
					in("session.SessionTermination", "endInsecureSide").call("confirmed").isPassedOver()),
			Mutation.of(13, "a page of HTTPS without a session can be stored", Game.IN_TURN,
					in("security.SessionCacheControlHeaderWriter", "writeHeaders").call("isSecure").gives(false)),
			Mutation.of(2, "what HTTPS sets first is shared", Game.IN_TURN,
					in("attribute.AttributeVisibilities", "of").read("defaultVisibility")
						.gives(AttributeVisibility.SHARED)),
			Mutation.of(3, "one CSRF token for both channels", Game.IN_TURN,
					in("attribute.SecurityState", "visibility").read("AttributeVisibility.PER_CHANNEL")
						.becomes("SHARED")),
			Mutation.of(5, "an insecure id comes with every answer to who shows none", Game.IN_TURN,
					in("session.ProtocolTable", "isInsecureIdToReplace").call("isUnconfirmed").gives(false)),
			Mutation.of(10, "an old cookie beside the current one is a theft", Game.AT_RANDOM,
					in("session.ProtocolTable", "judge").call("opens").goesTo("opensWithoutOldOnes")),
			Mutation.of(10, "a theft names nobody", Game.AT_RANDOM,
					in("session.SessionIncidents", "late").call("of").gives(null)),
			Mutation.of(10, "a late insecure id ends the session", Game.IN_TURN,
					in("session.SessionIncidents", "late").call("kind").gives(IdKind.SECURE)),
			Mutation.of(13, "a form of another site leaves a session", Game.IN_TURN,
					in("session.SessionWrites", "write").call("isOfCrossSiteRequest").gives(false)),
			Mutation.of(3, "a login under a name of the application's own is an ordinary attribute", Game.IN_TURN,
					in("attribute.SecurityState", "ofValue").call("of").gives(null)),
			Mutation.of(3, "flash maps of both channels are one", Game.IN_TURN,
					in("attribute.AttributeVisibilities", "rule").call("equals").gives(false)),
			Mutation.of(4, "what HTTP set first is taken away when HTTPS changes it", Game.IN_TURN,
					in("session.AttributeAccess", "visibility").call("partitionOf").gives(null)),
			Mutation.of(14, "a store that is down has no sessions", Game.AT_ONCE,
					in("session.SessionResolver", "find").call("find").goesTo("findIfUp")));

	/**
	 * What depends on what a site was configured as before, or on another configuration
	 * than that of the game's site.
	 */
	private static final List<Mutation> BEYOND_THE_GAME = List.of(
			beyond(2, "a name that became secure is shown as it was", "nameThatBecameSecureIsShownToHttpNoMore",
					in("session.SessionAttributes", "<init>").call("mayBeShared").gives(true)),
			beyond(2, "a name that became secure stays where HTTP set it", "nameThatBecameSecureIsShownToHttpNoMore",
					in("session.MisplacedAttributes", "settle").call("noneMatch").gives(true)),
			beyond(2, "the name of a hidden value is listed", "securityContextStoredAsSharedIsSeenByNeitherView",
					in("session.SessionAttributes", "isShown").call("partition").gives(null)),
			beyond(2, "a context that lies among the shared values is found",
					"securityContextStoredAsSharedIsSeenByNeitherView",
					in("session.SessionAttributes", "find").call("ofValue").gives(null)),
			beyond(4, "default-visibility: shared is taken for secure",
					"attributeSetOverHttpsIsSeenOverHttpWhereSharedIsTheDefault",
					in("attribute.AttributeVisibilities", "of").read("defaultVisibility")
						.gives(AttributeVisibility.SECURE)),
			beyond(2, "default-visibility: shared shares what a caller made secure",
					"attributeThatTheCallerMadeSecureStaysSecureWhenSetAgain",
					in("session.AttributeAccess", "visibility").read("AttributeVisibility.SECURE").becomes("SHARED")));

	/** The game has no player who writes to the database. */
	private static final List<Mutation> SEALING = List.of(
			sealing("nothing is sealed", "session.SealingTests#thiefReadsNothingOfTheSecureSide",
					in("session.ValueProtection", "isSealed").read("Sealing.OFF").becomes("REQUIRED")),
			sealing("what is not sealed is read", "session.SealingTests#sharedValueIsNoneOfTheSecureSide",
					in("session.SessionCodec", "open").call("isUnprotectedAccepted").gives(true)),
			sealing("whatever a rule takes to the secure side is sealed there",
					"session.SealingTests#valueThatIsTakenToTheSecureSideIsAbsentThere",
					in("session.SessionCodec", "move").read("Sealing.REQUIRED").becomes("LENIENT")),
			sealing("a nonce is used twice", "attribute.AttributeSealTests#sealingTwiceGivesDifferentBytes",
					in("attribute.AttributeSeal", "seal").call("of").goesTo("zeros")),
			sealing("a session's values are another one's", "attribute.AttributeSealTests#movedSealedValueIsRefused",
					in("attribute.AttributeSeal", "context").call("toBytes").goesTo("noLocator")),
			sealing("a name's value is another one's", "attribute.AttributeSealTests#movedSealedValueIsRefused",
					in("attribute.AttributeSeal", "context").call("getBytes").goesTo("noBytesOfName")),
			sealing("a partition's value is another one's", "attribute.AttributeSealTests#movedSealedValueIsRefused",
					in("attribute.AttributeSeal", "context").call("name").gives("")),
			sealing("how a value is sealed is not authenticated", "attribute.AttributeSealTests#sealedValueOpensByHand",
					in("attribute.AttributeSeal", "context").read("version").gives((byte) 0)),
			sealing("what fails to open is opened all the same",
					"attribute.AttributeSealTests#sealedValueWithAnyBitChangedIsRefused",
					in("attribute.AttributeSeal", "open").call("doFinal").goesTo("doFinalAnyhow")),
			sealing("an id opens a session of another family",
					"session.SealingTests#sessionThatIsGivenAnotherFamilyIsNobodys",
					in("session.SessionResolver", "state").call("equals").gives(true)),
			sealing("nobody is told of a broken seal",
					"session.EncryptionTests#contextThatIsSealedWithTheIntrudersOwnFamilyIsAbsent",
					in("session.UnreadableAttributes", "tell").call("publishEvent").isLeftOut()),
			record("generation", in("session.AuthenticatedRecords", "ids").call("generation").gives(0L)),
			record("side", in("session.AuthenticatedRecords", "ids").call("side").goesTo("oneSide")),
			record("loginCount", in("session.AuthenticatedRecords", "ids").call("SessionIds.loginCount").gives(0)),
			record("restartCount", in("session.AuthenticatedRecords", "ids").call("restarts").gives(0)),
			record("exposure", in("session.AuthenticatedRecords", "ids").call("insecureExposed").gives(false)),
			record("family", in("session.AuthenticatedRecords", "begin").call("family").gives(null)),
			record("user", in("session.AuthenticatedRecords", "login").call("principalName").gives(null)),
			sealing("where a value belongs is not authenticated", "attribute.AttributeSealTests#sealedValueOpensByHand",
					in("attribute.AttributeSeal", "cipher").call("updateAAD").isLeftOut()),
			sealing("all sessions have one key", "session.SealingTests#sessionThatIsGivenAnotherSecureIdShowsNothing",
					in("attribute.AttributeSeal", "derive").call("derive").goesTo("oneKey")),
			sealing("a value is accepted however it was sealed",
					"session.EncryptionTests#contextThatIsSealedWithTheIntrudersOwnFamilyIsAbsent",
					in("session.SessionCodec", "open").call("isAccepted").gives(true)),
			sealing("a key makes the visitor's secret superfluous",
					"attribute.AttributeSealTests#sealedValueOpensOnlyWithAllItsKeysAndInItsPlace",
					in("attribute.AttributeSeal", "derive").call("hasFamily").gives(false)),
			sealing("what no key encrypted is shared all the same",
					"session.EncryptionTests#sharedValueThatNobodyEncryptedIsAbsent",
					in("session.ValueProtection", "isUnprotectedAccepted").read("unencryptedAccepted").gives(true)),
			sealing("a copy has the bytes of where it is from", "session.EncryptionTests#copyHasItsOwnBytes",
					in("session.SessionCodec", "copy").call("keyed").gives(false)),
			sealing("users' names are not encrypted", "session.EncryptionTests#thiefReadsNothingButNamesOfAttributes",
					in("session.PrincipalNames", "written").call("isEmpty").gives(true)),
			sealing("an older key's values are not counted",
					"session.EncryptionTests#newKeyEncryptsAndTheOldOneDecrypts",
					in("session.SessionCodec", "opened").call("isOfFirstKey").gives(true)),
			sealing("a name is not authenticated",
					"attribute.EncryptedNameTests#textWithAnyBitChangedDecryptsToNothing",
					in("attribute.EncryptedName", "decrypt").call("isEqual").gives(true)),
			sealing("ids that somebody else wrote open", "session.EncryptionTests#idThatIsPutBackIsNobodys",
					in("session.SessionResolver", "find").call("areIdsIntact").gives(true)),
			sealing("a clock that somebody else wrote counts", "session.EncryptionTests#clockThatIsTurnedBackIsNobodys",
					in("session.AuthenticatedRecords", "areIdsIntact").call("secureSide").gives(null)),
			sealing("a user whom somebody else wrote counts", "session.EncryptionTests#userThatIsWrittenIsNobodys",
					in("session.SessionResolver", "state").call("isLoginIntact").gives(true)),
			sealing("a row needs no code", "session.EncryptionTests#codeOfAnotherSessionOrNoneIsNobodys",
					in("session.AuthenticatedRecords", "isIntact").call("isAcceptingUnencrypted").gives(true)),
			sealing("a retired id's grace is not authenticated",
					"session.EncryptionTests#retiredIdThatIsMadeUsableIsNobodys",
					in("session.AuthenticatedRecords", "ids").call("retired").goesTo("nothingRetired")),
			sealing("any bytes are a key", "attribute.EncryptionKeysTests#keyThatIsNotRandomIsRefused",
					in("attribute.EncryptionKeys", "checked").call("isRandom").gives(true)),
			sealing("a key of any length is one", "attribute.EncryptionKeysTests#keyOfNeither256Nor512BitsIsRefused",
					in("attribute.EncryptionKeys", "checked").call("contains").gives(true)),
			sealing("cookies take a short key", "attribute.EncryptionKeysTests#longKeyMustHave512Bits",
					in("attribute.EncryptionKeys", "ofLong").call("Set.of").goesTo("shortOrLong")),
			sealing("a key may be there twice", "attribute.EncryptionKeysTests#keyThatIsThereTwiceIsRefused",
					in("attribute.EncryptionKeys", "of").call("Set.add").gives(true)),
			sealing("no key is enough", "attribute.EncryptionKeysTests#missingKeyIsRefused",
					in("attribute.EncryptionKeys", "of").call("isEmpty").gives(false)),
			sealing("a property of keys may be empty", "autoconfigure.EncryptionConfigurationTests#emptyKeysAreRefused",
					in("autoconfigure.EncryptionFactory", "refuseEmpty").call("isBlank").gives(false)),
			sealing("keys may have two origins", "autoconfigure.EncryptionConfigurationTests#keysHaveOneOrigin",
					in("autoconfigure.EncryptionFactory", "refuseTwo").call("size").gives(0)),
			cookie("an older key's cookies are not counted", "cookieOfAnOlderKeyIsCounted",
					in("store.cookie.SessionCookieCipher", "decrypt").call("isOlder").gives(false)),
			cookie("any cookie counts as an older key's", "cookieOfAnOlderKeyIsCounted",
					in("store.cookie.SessionCookieCipher", "decrypt").call("isOlder").gives(true)),
			sealing("an older key's entries in the ledger are not counted",
					"store.cookie.SessionLedgerTests#nameOfAnOlderKeyIsCountedAsOftenAsItsEntryIsRead",
					in("store.cookie.SessionLedger", "admits").call("countOlderKey").isLeftOut()));

	private static Mutation beyond(int invariant, String what, String test, MethodEdit edit) {
		return Mutation.of(invariant, what, "io.github.mixedsession.session.SessionVisibilityTests#" + test, edit);
	}

	private static Mutation sealing(String what, String test, MethodEdit edit) {
		return Mutation.of(16, what, "io.github.mixedsession." + test, edit);
	}

	private static Mutation cookie(String what, String test, MethodEdit edit) {
		return sealing(what, "store.cookie.SessionCookieFormatTests#" + test, edit);
	}

	private static Mutation record(String part, MethodEdit edit) {
		return sealing("the code of a row says nothing of its " + part,
				"session.AuthenticatedRecordsTests#" + part + "IsAuthenticated", edit);
	}

	private static final List<Mutation> UNREADABLE = List.of(
			Mutation.of(17, "a value that can't be read fails the request",
					"io.github.mixedsession.session.UnreadableAttributeTests#eachRequestIsTold",
					in("attribute.UnreadableValue", "orValue").call("rootCause").goesTo("rethrown")),
			Mutation.of(17, "nobody is told of a value that can't be read",
					"io.github.mixedsession.session.UnreadableAttributeTests#eachRequestIsTold",
					in("session.UnreadableAttributes", "tell").call("publishEvent").isLeftOut()));

	private static Stream<Mutation> all() {
		return Stream
			.of(ALL, BEYOND_THE_GAME, SEALING, UNREADABLE, CookieMutations.IN_THE_GAME, CookieMutations.BEYOND_THE_GAME,
					TakeOverMutations.ALL, RedisMutations.SOME, RedisMutations.ALL)
			.flatMap(List::stream);
	}

	static Stream<Mutation> mutations() {
		String some = System.getProperty("mutation");
		if (some != null) {
			return all().filter((mutation) -> Pattern.compile(some).matcher(mutation.toString()).find());
		}
		// in every build, enough of them to see that the game bites
		return Proof.isLong() ? all()
				: Stream.concat(Stream.of(ALL, CookieMutations.IN_THE_GAME)
					.flatMap(List::stream)
					.filter((mutation) -> mutation.invariant() == 7), RedisMutations.SOME.stream());
	}

	@ParameterizedTest
	@MethodSource("mutations")
	void gameFindsOut(Mutation mutation) {
		String found = mutation.play();
		System.out.println("Broken on purpose: " + mutation + "\n  " + found);
		assertThat(found).isNotNull();
	}

	@Test
	void everyMutationFindsItsPlace() {
		assertThat(all()).allSatisfy(Mutation::load);
	}

	@Test
	void everyInvariantIsBrokenInSomeWay() {
		assertThat(all().map(Mutation::invariant).distinct())
			.containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 17).boxed().toList());
	}

}
