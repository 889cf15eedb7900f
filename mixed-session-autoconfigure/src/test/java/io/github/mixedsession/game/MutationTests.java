package io.github.mixedsession.game;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.game.Trial.Game;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The game finds out what is broken on purpose, at least one way for each invariant, or
 * an ordinary test does, where the game can't. {@code -Dmutation} plays those whose name
 * matches a pattern.
 */
@Tag(Proof.TAG)
class MutationTests {

	private static final List<Mutation> ALL = List.of(
			Mutation.of(1, "the secure cookie lacks Secure", Game.IN_TURN, "web/SessionCookies.java",
					".secure(kind == IdKind.SECURE)", ".secure(false)"),
			Mutation
				.of(1, "a step-down over HTTP sends a secure id", Game.IN_TURN, "session/SessionCrossings.java",
						"return this.rotation.rotate(session, request, Rotation.stepDown());",
						"return this.rotation.rotate(session, request, Rotation.stepDownAhead());")
				.and("web/ServletSessionRequest.java",
						"if (credential.kind() == IdKind.SECURE && this.channel == Channel.INSECURE) {",
						"if (false) {"),
			Mutation.of(2, "the insecure view sees the secure side", Game.IN_TURN, "store/Partition.java",
					"Set.of(SHARED, INSECURE)", "Set.of(SHARED, INSECURE, SECURE)"),
			Mutation.of(2, "a secure attribute is kept with the shared ones", Game.IN_TURN,
					"session/AttributeAccess.java", "return secureSide(name);", "return Partition.SHARED;"),
			Mutation.of(3, "a login over HTTP is not refused", Game.IN_TURN, "session/AttributeAccess.java",
					"			throw refused(new SecureAttributeException(name));\n		}\n		if (this.operations",
					"			return Partition.INSECURE;\n		}\n		if (this.operations"),
			Mutation.of(4, "a retired id dies at once", Game.IN_TURN, "id/RetiredId.java",
					"this.usableUntil == null || ", "this.usableUntil != null && "),
			Mutation.of(4, "a copy forgets the shared attributes", Game.IN_TURN, "session/SessionAttributes.java",
					"slot.partition() == Partition.SHARED && !this.changes", "slot == null && !this.changes"),
			Mutation.of(4, "who loses a race for the ids goes on as if it had won", Game.AT_ONCE,
					"session/SessionRotation.java", "if (!this.context.store().update(update)) {",
					"if (!this.context.store().update(update) && request == null) {"),
			Mutation.of(5, "a step-up keeps the insecure id", Game.IN_TURN, "session/Rotation.java",
					"return new Rotation(true, true, SessionSide.SECURE, false, false);",
					"return new Rotation(false, true, SessionSide.SECURE, false, false);"),
			Mutation.of(5, "a login keeps the insecure id", Game.IN_TURN, "session/Rotation.java",
					"return new Rotation(true, secureId, side, true, false);",
					"return new Rotation(!secureId, secureId, side, true, false);"),
			Mutation.of(5, "a step-down keeps the insecure id", Game.IN_TURN, "session/SessionCrossings.java",
					"case STEP_DOWN -> stepDown(session, request);", "case STEP_DOWN -> true;"),
			Mutation.of(6, "a login leaves earlier secure ids what they were", Game.IN_TURN,
					"session/ProtocolTable.java", "&& !row.ids().isBeforeLogin(id)", ""),
			Mutation.of(6, "a retired insecure id steps up", Game.IN_TURN, "session/SessionResolver.java",
					"return state(session, id.id(), verdict.view(), binding, verdict.due(), visible);",
					"return state(session, id.id(), verdict.view(), Binding.CURRENT, (request.channel() == Channel.SECURE) ? Due.STEP_UP : Due.NOTHING, visible);"),
			Mutation.of(6, "a visitor shares what HTTPS sets with who keeps the successor back", Game.IN_TURN,
					"session/ProtocolTable.java", "return tapped ? Due.DETACH : Due.NOTHING;", "return Due.NOTHING;"),
			Mutation.of(10, "nobody is told of a successor that is kept back", Game.IN_TURN,
					"session/SessionCrossings.java", "this.thefts.reportTap(session.row());", ""),
			Mutation
				.of(2, "a right locator is enough", Game.IN_TURN, "store/Proof.java",
						"return current != null && this.ids.contains(current);", "return current != null;")
				.and("session/ProtocolTable.java", "while (!ids.get(i).hash().equals(stored.current(kind))) {",
						"while (i < 0) {"),
			Mutation.of(10, "a right locator with a wrong rest is a sign of theft", Game.IN_TURN, "session/LateId.java",
					"(retired != null || ofTheFamily)", "(retired != null || ofTheFamily || kind == IdKind.INSECURE)"),
			Mutation.of(10, "a right locator with a wrong family ends the session", Game.IN_TURN, "session/LateId.java",
					"id.family() != null && id.family().hash().equals(row.ids().family())", "id.family() != null"),
			Mutation.of(10, "a right family is no sign of theft", Game.IN_TURN, "session/LateId.java",
					"(retired != null || ofTheFamily)", "(retired != null)"),
			Mutation.of(5, "a step-up makes another family", Game.IN_TURN, "session/SessionRotation.java",
					"(known != null && !rotation.anew()) ? known", "(known == null) ? Family.generate()"),
			Mutation.of(9, "a secure side that begins anew keeps its family", Game.IN_TURN,
					"session/SessionRotation.java", "(known != null && !rotation.anew()) ? known",
					"(known != null) ? known"),
			Mutation.of(15, "a session remembers every id that it ever had", Game.LONG_LIFE, "id/SessionIds.java",
					"retired.kind() == kind).count() > REMEMBERED", "retired.kind() == kind).count() > 1000"),
			Mutation.of(10, "the third last id is forgotten", Game.LONG_LIFE, "id/SessionIds.java",
					"retired.kind() == kind).count() > REMEMBERED", "retired.kind() == kind).count() > 2"),
			Mutation.of(9, "a crossing restarts the absolute timeout", Game.LONG_LIFE, "store/IdUpdate.java",
					"new SecureSide((before != null) ? before.since() : this.secureAccess,",
					"new SecureSide(this.secureAccess,"),
			Mutation.of(10, "a confirmation that is due with a rotation is forgotten", Game.IN_TURN,
					"session/SessionRotation.java", "return state.confirming().isEmpty() ? ids", "return true ? ids"),
			Mutation.of(5, "a confirmation brings back what a rotation replaced meanwhile", Game.AT_ONCE,
					"session/SessionResolver.java",
					"		if (this.context.store().update(update)) {\n			state.row(update.result());", """
							StoredSession latest = this.context.store().find(row.locator(), Set.of());
							if (latest != null && this.context.store().update(
								new IdUpdate(latest.row(), update.ids(), row.channel(), null, false))) {
								state.row(update.result());"""),
			Mutation.of(5, "a store does not check the generation", Game.AT_ONCE, Mutation.TEST_STORE,
					"entry == null || entry.row.ids().generation() != update.expected().ids().generation()",
					"entry == null"),
			Mutation.of(5, "the database does not check the generation", Game.AT_RANDOM_IN_H2,
					"store/jdbc/SessionTable.java", "LOCATOR = ? AND GENERATION = ?",
					"LOCATOR = ? AND GENERATION >= ? - 1000"),
			Mutation.of(7, "a copy is stored before anything is set in it", Game.IN_TURN, "session/SessionWrites.java",
					"if (attributes.isChanged() && !attributes.isEmpty()",
					"if ((attributes.isChanged() || session.state().copyOf() != null) && !attributes.isEmpty()"),
			Mutation.of(7, "an insecure id steps up whatever was bound to it", Game.IN_TURN,
					"session/ProtocolTable.java", "(row.secureId() == null) ? Due.STEP_UP : Due.DETACH", "Due.STEP_UP"),
			Mutation.of(8, "an insecure cookie of another session stays", Game.IN_TURN, "session/ProtocolTable.java",
					"return isInsecureIdToReplace(row, request, now) ? Due.REPLACE_INSECURE_ID : Due.NOTHING;",
					"return Due.NOTHING;"),
			Mutation.of(9, "HTTP ends the secure side", Game.IN_TURN, "session/SessionTermination.java",
					"else if (session.isSecureView()) {", "else if (state.isCurrent()) {"),
			Mutation.of(9, "HTTP keeps the secure side alive", Game.IN_TURN, "session/SessionWrites.java",
					"session.request() == null || !session.isSecureView()", "session.request() == null"),
			Mutation.of(9, "the secure side has no absolute timeout", Game.IN_TURN, "session/SessionSettings.java",
					"|| !now.isBefore(side.since().plus(this.secureAbsolute)));", ");"),
			Mutation.of(10, "nobody is told of a retired id", Game.IN_TURN, "session/SessionResolver.java",
					"this.thefts.report(late.id());", ""),
			Mutation.of(10, "the grace never ends", Game.IN_TURN, "id/RetiredId.java", "now.isBefore(this.usableUntil)",
					"true"),
			Mutation.of(11, "a redirect loses the query", Game.IN_TURN, "channel/RequestTarget.java",
					"request.getQueryString()", "null"),
			Mutation.of(12, "whatever comes over the wrong channel is redirected", Game.IN_TURN,
					"http/NavigationRequest.java", "return WireMethod.of(request).isSafe() && ", "return "),
			Mutation.of(13, "a response with a cookie can be stored", Game.IN_TURN, "web/OutgoingHeaders.java",
					"if (hasAny() || (this", "if ((this"),
			Mutation.of(1, "a cookie header in lower case is not hidden", Game.IN_TURN, "web/IdHidingRequest.java",
					"if (!HttpHeaders.COOKIE.equalsIgnoreCase(name) || values == null",
					"if (!HttpHeaders.COOKIE.equals(name) || values == null"),
			Mutation.of(9, "an id lives on after a logout over HTTP", Game.AT_RANDOM, "session/SessionTermination.java",
					"withInsecure(nobodysId(row), now).confirmed(Set.of(IdKind.INSECURE), now)",
					"withInsecure(nobodysId(row), now)"),
			Mutation.of(13, "a page of HTTPS without a session can be stored", Game.IN_TURN,
					"security/SessionCacheControlHeaderWriter.java", "if (request.isSecure() || ", "if ("),
			Mutation.of(2, "what HTTPS sets first is shared", Game.IN_TURN, "attribute/AttributeVisibilities.java",
					"(channel == Channel.SECURE) ? this.defaultVisibility :",
					"(channel == null) ? this.defaultVisibility :"),
			Mutation.of(3, "one CSRF token for both channels", Game.IN_TURN, "attribute/SecurityState.java",
					"(this == CSRF_TOKEN) ? AttributeVisibility.PER_CHANNEL",
					"(this == CSRF_TOKEN) ? AttributeVisibility.SHARED"),
			Mutation.of(5, "an insecure id comes with every answer to who shows none", Game.IN_TURN,
					"session/ProtocolTable.java",
					"? !row.ids().isUnconfirmed(IdKind.INSECURE) || row.ids().isUnconfirmed(IdKind.SECURE)", "? true"),
			Mutation.of(10, "an old cookie beside the current one is a theft", Game.AT_RANDOM,
					"session/SessionResolver.java",
					"Verdict verdict = this.table.judge(session.row(), proof, ids, request, now);", """
							Verdict verdict = this.table.judge(session.row(), proof, ids, request, now);
							for (PresentedId one : ids) {
								RetiredId old = session.row().ids().retired(kind, one.hash());
								if (verdict instanceof Verdict.Current && old != null && !old.isUsable(now)) {
									this.thefts.report(new LateId(session.row(), kind));
								}
							}"""),
			Mutation.of(10, "a theft names nobody", Game.AT_RANDOM, "session/TheftSigns.java",
					"(row != null) ? row.principalName() : null", "null"),
			Mutation.of(10, "a late insecure id ends the session", Game.IN_TURN, "session/TheftSigns.java",
					"SessionRow row = (id.kind() == IdKind.SECURE) ? find(id.row()) : null;",
					"SessionRow row = find(id.row());"),
			Mutation.of(13, "a form of another site leaves a session", Game.IN_TURN, "session/SessionWrites.java",
					"return request != null && request.mayBeCrossSite()",
					"return request != null && request.isForm() && false"),
			Mutation.of(3, "a login under a name of the application's own is an ordinary attribute", Game.IN_TURN,
					"attribute/SecurityState.java", "return of(value, MAX_DEPTH);", "return null;"),
			Mutation.of(3, "flash maps of both channels are one", Game.IN_TURN, "attribute/AttributeVisibilities.java",
					"FLASH_MAPS.equals(name) ? AttributeVisibility.PER_CHANNEL",
					"FLASH_MAPS.equals(name) ? AttributeVisibility.SHARED"),
			Mutation.of(4, "what HTTP set first is taken away when HTTPS changes it", Game.IN_TURN,
					"session/AttributeAccess.java", "case SHARED -> AttributeVisibility.SHARED;",
					"case SHARED -> configured;"),
			Mutation.of(14, "a store that is down has no sessions", Game.AT_ONCE, "session/SessionResolver.java",
					"@Nullable SessionState resolve(SessionRequest request) {", """
							@Nullable SessionState resolve(SessionRequest request) {
								try {
									return find(request);
								}
								catch (org.springframework.dao.DataAccessException ex) {
									return null;
								}
							}

							private @Nullable SessionState find(SessionRequest request) {"""));

	/**
	 * What depends on what a site was configured as before, or on another configuration
	 * than that of the game's site.
	 */
	private static final List<Mutation> BEYOND_THE_GAME = List.of(
			beyond(2, "a name that became secure is shown as it was", "nameThatBecameSecureIsShownToHttpNoMore",
					"session/SessionAttributes.java", "if (visible.contains(attribute.partition()) && !misplaced) {",
					"if (visible.contains(attribute.partition())) {"),
			beyond(2, "a name that became secure stays where HTTP set it", "nameThatBecameSecureIsShownToHttpNoMore",
					"session/MisplacedAttributes.java",
					"if (session.attributes().stream().noneMatch(this::isMisplaced)) {", "if (true) {"),
			beyond(2, "the name of a hidden value is listed", "getWhenAContextWasStoredAsSharedThenAbsent",
					"session/SessionAttributes.java",
					"(told ? isPresent(slot) : UnreadableValue.orNull(find(slot)) != null)", "isPresent(slot)"),
			beyond(2, "a context that lies among the shared values is found",
					"getWhenAContextWasStoredAsSharedThenAbsent", "session/SessionAttributes.java",
					"slot.partition() != Partition.SHARED || SecurityState",
					"slot.partition() == Partition.SHARED || SecurityState"),
			beyond(4, "default-visibility: shared is taken for secure", "setWhenDefaultIsSharedThenBothViewsSeeIt",
					"attribute/AttributeVisibilities.java", "(channel == Channel.SECURE) ? this.defaultVisibility :",
					"(channel == Channel.SECURE) ? AttributeVisibility.SECURE :"),
			beyond(2, "default-visibility: shared shares what a caller made secure",
					"setAgainWhenMadeSecureByCallerThenStaysSecure", "session/AttributeAccess.java",
					"case SECURE -> (configured == AttributeVisibility.SHARED) ? AttributeVisibility.SECURE : configured;",
					"case SECURE -> configured;"));

	private static Mutation beyond(int invariant, String what, String test, String file, String text,
			String replacement) {
		return Mutation.of(invariant, what, "io.github.mixedsession.session.SessionVisibilityTests#" + test, file, text,
				replacement);
	}

	private static Stream<Mutation> all() {
		return Stream.concat(ALL.stream(), BEYOND_THE_GAME.stream());
	}

	static Stream<Mutation> mutations() {
		String some = System.getProperty("mutation");
		if (some != null) {
			return all().filter((mutation) -> Pattern.compile(some).matcher(mutation.toString()).find());
		}
		// in every build, enough of them to see that the game bites
		return Proof.isLong() ? all() : ALL.stream().filter((mutation) -> mutation.invariant() == 7);
	}

	@ParameterizedTest
	@MethodSource("mutations")
	void gameFindsOut(Mutation mutation, @TempDir Path directory) {
		String found = mutation.play(directory);
		System.out.println("Broken on purpose: " + mutation + "\n  " + found);
		assertThat(found).isNotNull();
	}

	@Test
	void everyMutationFindsItsPlace(@TempDir Path directory) {
		assertThat(all()).allSatisfy((mutation) -> assertThat(mutation.write(directory)).isNotEmpty());
	}

	@Test
	void everyInvariantIsBrokenInSomeWay() {
		assertThat(ALL.stream().map(Mutation::invariant).distinct())
			.containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 15).boxed().toList());
	}

}
