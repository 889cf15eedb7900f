package io.github.mixedsession.attribute;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.util.PatternMatchUtils;

import io.github.mixedsession.AttributeVisibility;

/**
 * What an attribute is to a login, told by its name and by its value's type, for an
 * application can change the names (invariant 3, attack 38). Ordered: of two answers the
 * later one is the stricter. Types are told by name, since Spring Security may not be
 * there. Internal.
 * <p>
 * <strong>Security guarantees.</strong> Looks at each class and interface that a value
 * has, and at the elements of collections, maps, arrays and optionals of the JDK and of
 * Spring. Not guaranteed: what a class of the application holds in its fields is not
 * looked at.
 */
public enum SecurityState {

	/** A CSRF token: each channel has its own. */
	CSRF_TOKEN,

	/** Anything else of Spring Security: OAuth2, SAML2, passkeys, one-time tokens. */
	CONFIDENTIAL,

	/** The request to go on with after the login, with its cookies. */
	SAVED_REQUEST,

	/** Says who somebody is. */
	IDENTITY,

	/** Says who is logged in. */
	CONTEXT;

	/** Marks a session that Spring Session's registry has expired. */
	public static final String EXPIRED_MARKER = "org.springframework.session.security."
			+ "SpringSessionBackedSessionInformation.EXPIRED";

	/** The name under which Spring Session finds a user's sessions. */
	public static final String PRINCIPAL_NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	/** Where Spring Security keeps who is logged in, unless it is told otherwise. */
	public static final String SECURITY_CONTEXT_NAME = "SPRING_SECURITY_CONTEXT";

	/** Where Spring Security keeps where a login leads, unless it is told otherwise. */
	public static final String SAVED_REQUEST_NAME = "SPRING_SECURITY_SAVED_REQUEST";

	private static final String SPRING_SECURITY = "org.springframework.security.";

	private static final int MAX_DEPTH = 4;

	private static final Map<String, SecurityState> TYPES = Map.of(SPRING_SECURITY + "web.csrf.CsrfToken", CSRF_TOKEN,
			SPRING_SECURITY + "web.csrf.DeferredCsrfToken", CSRF_TOKEN,
			SPRING_SECURITY + "web.savedrequest.SavedRequest", SAVED_REQUEST,
			SPRING_SECURITY + "core.context.SecurityContext", CONTEXT, SPRING_SECURITY + "core.userdetails.UserDetails",
			IDENTITY, SPRING_SECURITY + "core.AuthenticatedPrincipal", IDENTITY, "java.security.Principal", IDENTITY,
			"javax.security.auth.Subject", IDENTITY);

	private static final ClassValue<Optional<SecurityState>> BY_TYPE = new ClassValue<>() {

		@Override
		protected Optional<SecurityState> computeValue(Class<?> type) {
			return ofType(type);
		}

	};

	/**
	 * Returns where such an attribute belongs.
	 * @return the visibility, never shared
	 */
	public AttributeVisibility visibility() {
		return (this == CSRF_TOKEN) ? AttributeVisibility.PER_CHANNEL : AttributeVisibility.SECURE;
	}

	/**
	 * Returns whether a write that missed a login must be dropped (attack 28).
	 * @param state what the attribute is, {@code null} for nothing
	 * @return {@code true} for what says, or leads to, who is logged in
	 */
	public static boolean isAuthentication(@Nullable SecurityState state) {
		return state != null && state.compareTo(SAVED_REQUEST) >= 0;
	}

	/**
	 * Returns whether a user is found by an attribute of a name.
	 * @param name the attribute's name
	 * @return whether its change can change the principal
	 */
	public static boolean isPrincipal(String name) {
		return name.equals(SECURITY_CONTEXT_NAME) || name.equals(PRINCIPAL_NAME);
	}

	/**
	 * Returns what a name tells, whatever its value.
	 * @param name the attribute's name
	 * @return what it is, {@code null} for nothing
	 */
	public static @Nullable SecurityState ofName(String name) {
		if (isPrincipal(name)) {
			return CONTEXT;
		}
		if (name.equals(SAVED_REQUEST_NAME)) {
			return SAVED_REQUEST;
		}
		if (name.startsWith("SPRING_SECURITY_")) {
			return IDENTITY;
		}
		if (name.startsWith(SPRING_SECURITY)) {
			return PatternMatchUtils.simpleMatch(SPRING_SECURITY + "web.csrf.*CsrfTokenRepository.CSRF_TOKEN", name)
					? CSRF_TOKEN : CONFIDENTIAL;
		}
		return name.equals(EXPIRED_MARKER) ? CONFIDENTIAL : null;
	}

	/**
	 * Returns what a value's type tells, whatever its name.
	 * @param value the value
	 * @return what it is, {@code null} for nothing
	 */
	public static @Nullable SecurityState ofValue(@Nullable Object value) {
		return of(value, MAX_DEPTH);
	}

	/**
	 * Returns whether a value is a security context itself, and not something that holds
	 * one.
	 * @param value the value
	 * @return whether it says who is logged in
	 */
	public static boolean isContext(@Nullable Object value) {
		return of(value, 0) == CONTEXT;
	}

	/**
	 * Returns what a name and a value tell.
	 * @param name the attribute's name
	 * @param value its value
	 * @return the stricter of both, {@code null} for nothing
	 */
	public static @Nullable SecurityState of(String name, @Nullable Object value) {
		return stricter(ofName(name), ofValue(value));
	}

	private static @Nullable SecurityState of(@Nullable Object value, int depth) {
		if (value == null) {
			return null;
		}
		Optional<SecurityState> own = BY_TYPE.get(value.getClass());
		if (own.isPresent() || depth == 0) {
			return own.orElse(null);
		}
		Stream<?> elements = elements(value);
		return (elements != null) ? elements.<@Nullable SecurityState>map((element) -> of(element, depth - 1))
			.reduce(null, SecurityState::stricter) : null;
	}

	/**
	 * Returns what a value holds, {@code null} if it is no container. Other collections
	 * may fetch their elements from a database as they are looked at.
	 */
	private static @Nullable Stream<?> elements(Object value) {
		String type = value.getClass().getName();
		if (value instanceof Object[] array) {
			return Arrays.stream(array);
		}
		if (!type.startsWith("java.") && !type.startsWith("org.springframework.")) {
			return null;
		}
		if (value instanceof Map<?, ?> map) {
			return Stream.concat(map.keySet().stream(), map.values().stream());
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream();
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return Stream.of(entry.getKey(), entry.getValue());
		}
		if (value instanceof AtomicReference<?> reference) {
			return Stream.ofNullable(reference.get());
		}
		if (value instanceof AtomicReferenceArray<?> array) {
			return IntStream.range(0, array.length()).mapToObj(array::get);
		}
		return (value instanceof Optional<?> optional) ? optional.stream() : null;
	}

	private static Optional<SecurityState> ofType(Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		collect(type, names);
		SecurityState known = names.stream()
			.<@Nullable SecurityState>map(TYPES::get)
			.reduce(null, SecurityState::stricter);
		if (known == null && names.stream().anyMatch((name) -> name.startsWith(SPRING_SECURITY))) {
			return Optional.of(CONFIDENTIAL);
		}
		return Optional.ofNullable(known);
	}

	private static void collect(@Nullable Class<?> type, Set<String> names) {
		if (type != null && names.add(type.getName())) {
			collect(type.getSuperclass(), names);
			Arrays.stream(type.getInterfaces()).forEach((superInterface) -> collect(superInterface, names));
		}
	}

	private static @Nullable SecurityState stricter(@Nullable SecurityState one, @Nullable SecurityState other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (one.compareTo(other) >= 0) ? one : other;
	}

}
