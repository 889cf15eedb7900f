package io.github.mixedsession.springsession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.session.SessionCodecs;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.session.SharedLimit;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.test.MutableClock;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.session.PrincipalNameIndexResolver;

/**
 * A repository on some store, wired by hand with the default settings.
 */
final class Sessions {

	static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

	static final Duration TIMEOUT = Duration.ofMinutes(30);

	static final Duration WRITE_INTERVAL = Duration.ofSeconds(60);

	final MutableClock clock = new MutableClock();

	final List<Object> events = new ArrayList<>();

	final SessionPolicy policy;

	final MixedSessionRepository repository;

	final SessionCleanup cleanup;

	Sessions(SessionStore store) {
		this(store, ConversionServiceAttributeCodec.javaSerialization(Sessions.class.getClassLoader()));
	}

	Sessions(SessionStore store, AttributeCodec codec) {
		SessionSettings settings = new SessionSettings(TIMEOUT, Duration.ofMinutes(15), Duration.ofHours(12),
				Duration.ofSeconds(10), true, WRITE_INTERVAL, false, new SharedLimit(1000, 100_000_000));
		PolicyContext context = new PolicyContext(store, new SessionCodecs(codec, Sealing.REQUIRED, Encryption.none()),
				new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()), settings,
				new PrincipalNameIndexResolver<>(), this.clock, this.events::add);
		this.policy = new SessionPolicy(context);
		this.repository = new MixedSessionRepository(this.policy);
		this.cleanup = new SessionCleanup(context, this.policy);
	}

	ViewedSession create() {
		return this.repository.createSession();
	}

	/** Creates and saves a session with one attribute. */
	ViewedSession createStored() {
		ViewedSession session = create();
		session.setAttribute("cart", "a book");
		this.repository.save(session);
		return session;
	}

	ViewedSession load(String id) {
		return Objects.requireNonNull(this.repository.findById(id), "There is no such session");
	}

	boolean exists(String id) {
		return this.repository.findById(id) != null;
	}

	/** The ids of a user's sessions. */
	List<String> of(String principalName) {
		return List.copyOf(this.repository.findByPrincipalName(principalName).keySet());
	}

	static SecurityContext loggedIn(String name) {
		return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(name, null,
				AuthorityUtils.createAuthorityList("ROLE_USER")));
	}

}
