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
					".secure(kind == Channel.SECURE)", ".secure(false)"),
			Mutation
				.of(1, "a step-down over HTTP sends a secure id", Game.IN_TURN, "session/SessionTurns.java",
						"return rotate(session, request, new Turning(true, false, Channel.INSECURE, false, false));",
						"return rotate(session, request, new Turning(true, true, Channel.INSECURE, false, false));")
				.and("web/ServletSessionRequest.java",
						"if (credential.channel() == Channel.SECURE && this.channel == Channel.INSECURE) {",
						"if (false) {"),
			Mutation.of(2, "the insecure view sees the secure side", Game.IN_TURN, "store/Partition.java",
					"Set.of(SHARED, INSECURE)", "Set.of(SHARED, INSECURE, SECURE)"),
			Mutation.of(2, "a secure attribute is kept with the shared ones", Game.IN_TURN,
					"session/AttributeAccess.java", "return secureSide(name);", "return Partition.SHARED;"),
			Mutation.of(3, "a login over HTTP is not refused", Game.IN_TURN, "session/AttributeAccess.java",
					"			throw refused(new SecureAttributeException(name));\n		}\n		if (this.policy",
					"			return Partition.INSECURE;\n		}\n		if (this.policy"),
			Mutation.of(4, "a retired id dies at once", Game.IN_TURN, "store/RetiredId.java",
					"this.usableUntil == null || ", "this.usableUntil != null && "),
			Mutation.of(4, "a copy forgets the shared attributes", Game.IN_TURN, "session/SessionAttributes.java",
					"copy.put(name, Partition.SHARED, value);", ""),
			Mutation.of(4, "who loses a race for the ids goes on as if it had won", Game.AT_ONCE,
					"session/SessionTurns.java", "if (!this.with.store().rotate(rotation)) {",
					"if (!this.with.store().rotate(rotation) && request == null) {"),
			Mutation.of(5, "a step-up keeps the insecure id", Game.IN_TURN, "session/SessionTurns.java",
					"case STEP_UP -> stepUp(session, request, new Turning(true,",
					"case STEP_UP -> stepUp(session, request, new Turning(false,"),
			Mutation.of(5, "a login keeps the insecure id", Game.IN_TURN, "session/SessionTurns.java",
					"if (rotate(session, request, new Turning(true, true,",
					"if (rotate(session, request, new Turning(false, true,"),
			Mutation.of(5, "a step-down keeps the insecure id", Game.IN_TURN, "session/SessionTurns.java",
					"case STEP_DOWN -> stepDown(session, request);", "case STEP_DOWN -> true;"),
			Mutation
				.of(6, "a login leaves earlier secure ids what they were", Game.IN_TURN, "session/SessionResolver.java",
						"kind == Channel.SECURE && !retired.isBeforeLogin()", "kind == Channel.SECURE")
				.and("session/SessionResolver.java",
						"if (secureView && retired.loginCount() != session.row().loginCount()) {", "if (false) {"),
			Mutation.of(6, "a retired insecure id steps up", Game.IN_TURN, "session/SessionResolver.java",
					"return state(session, retired.id(), view, binding, Turn.NONE,",
					"return state(session, retired.id(), view, Binding.CURRENT, (request.channel() == Channel.SECURE) ? Turn.STEP_UP : Turn.NONE,"),
			Mutation.of(7, "an insecure id steps up whatever was bound to it", Game.IN_TURN,
					"session/SessionResolver.java", "(row.secureId() == null) ? Turn.STEP_UP : Turn.DETACH",
					"Turn.STEP_UP"),
			Mutation.of(8, "an insecure cookie of another session stays", Game.IN_TURN, "session/SessionResolver.java",
					"due = Turn.REPLACE_INSECURE_ID;", "due = Turn.NONE;"),
			Mutation.of(9, "HTTP ends the secure side", Game.IN_TURN, "session/SessionEnds.java",
					"else if (state.view == SessionView.SECURE) {", "else if (state.isCurrent()) {"),
			Mutation.of(9, "HTTP keeps the secure side alive", Game.IN_TURN, "session/SessionWrites.java",
					"session.request() == null || state.view != SessionView.SECURE", "session.request() == null"),
			Mutation.of(9, "the secure side has no absolute timeout", Game.IN_TURN, "session/SessionSettings.java",
					"|| !now.isBefore(since.plus(this.secureAbsolute)));", ");"),
			Mutation.of(10, "nobody is told of a retired id", Game.IN_TURN, "session/SessionResolver.java",
					"			late.accept(retired);\n			return null;", "			return null;"),
			Mutation.of(10, "the grace never ends", Game.IN_TURN, "store/RetiredId.java",
					"now.isBefore(this.usableUntil)", "true"),
			Mutation.of(11, "a redirect loses the query", Game.IN_TURN, "channel/RequestTarget.java",
					"request.getQueryString()", "null"),
			Mutation.of(12, "whatever comes over the wrong channel is redirected", Game.IN_TURN,
					"channel/NavigationRequest.java", "return WireMethod.of(request).isSafe() && ", "return "),
			Mutation.of(13, "a response with a cookie can be stored", Game.IN_TURN, "web/OutgoingHeaders.java",
					"if (hasAny() || (this", "if ((this"),
			Mutation.of(1, "a cookie header in lower case is not hidden", Game.IN_TURN, "web/IdHidingRequest.java",
					"if (!HttpHeaders.COOKIE.equalsIgnoreCase(name) || values == null || !values.hasMoreElements()) {",
					"if (!HttpHeaders.COOKIE.equals(name) || values == null) {"),
			Mutation
				.of(9, "an id lives on after a logout over HTTP", Game.AT_RANDOM, "session/SessionTurns.java",
						"Channel.INSECURE, false, false, this.with.now(), false));",
						"Channel.INSECURE, false, true, this.with.now(), false));")
				.and("session/SessionTurns.java",
						"this.with.store().confirm(row.key(), nobodys, null, this.with.now());", ""),
			Mutation.of(13, "a page of HTTPS without a session can be stored", Game.IN_TURN,
					"security/SessionCacheControlHeaderWriter.java", "if (request.isSecure() || ", "if ("),
			Mutation.of(2, "what HTTPS sets first is shared", Game.IN_TURN, "session/AttributeVisibilities.java",
					"(channel == Channel.SECURE) ? this.defaultVisibility :",
					"(channel == null) ? this.defaultVisibility :"),
			Mutation.of(3, "one CSRF token for both channels", Game.IN_TURN, "session/SecurityState.java",
					"(this == CSRF_TOKEN) ? AttributeVisibility.PER_CHANNEL",
					"(this == CSRF_TOKEN) ? AttributeVisibility.SHARED"),
			Mutation.of(5, "an insecure id comes with every answer to who shows none", Game.IN_TURN,
					"session/SessionResolver.java",
					"insecureIds.isEmpty() ? !row.insecureIdUnconfirmed() || row.secureIdUnconfirmed()",
					"insecureIds.isEmpty() ? true"),
			Mutation.of(10, "an old cookie beside the current one is a theft", Game.AT_RANDOM,
					"session/SessionResolver.java", "				late.opens(state.row().key());\n", ""),
			Mutation.of(10, "a theft names nobody", Game.AT_RANDOM, "session/TheftSigns.java",
					"(row != null) ? row.principalName() : null", "null"),
			Mutation.of(10, "a late insecure id ends the session", Game.IN_TURN, "session/TheftSigns.java",
					"SessionRow row = (id.kind() == Channel.SECURE) ? find(id.sessionKey()) : null;",
					"SessionRow row = find(id.sessionKey());"),
			Mutation.of(13, "a form of another site leaves a session", Game.IN_TURN, "session/SessionWrites.java",
					"return request != null && request.mayBeCrossSite()",
					"return request != null && request.isForm() && false"),
			Mutation.of(3, "a login under a name of the application's own is an ordinary attribute", Game.IN_TURN,
					"session/SecurityState.java", "return of(value, MAX_DEPTH);", "return null;"),
			Mutation.of(3, "flash maps of both channels are one", Game.IN_TURN, "session/AttributeVisibilities.java",
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
					"session/SessionAttributes.java", "return told ? isPresent(slot) : get(slot) != null;",
					"return isPresent(slot);"),
			beyond(2, "a context that lies among the shared values is found",
					"getWhenAContextWasStoredAsSharedThenAbsent", "session/SessionAttributes.java",
					"slot.partition() != Partition.SHARED || SecurityState",
					"slot.partition() == Partition.SHARED || SecurityState"),
			beyond(4, "default-visibility: shared is taken for secure", "setWhenDefaultIsSharedThenBothViewsSeeIt",
					"session/AttributeVisibilities.java", "(channel == Channel.SECURE) ? this.defaultVisibility :",
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
			.containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 14).boxed().toList());
	}

}
