package io.github.mixedsession.session;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.session.IndexResolver;
import org.springframework.session.Session;

import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;

/**
 * What the policy works with.
 *
 * @param store where sessions are kept
 * @param codecs turn values into bytes and back
 * @param visibilities tells attributes' visibility
 * @param settings durations and switches
 * @param principal finds the user's name in a session
 * @param clock the time
 * @param events receives the events
 */
public record PolicyContext(SessionStore store, SessionCodecs codecs, AttributeVisibilities visibilities,
		SessionSettings settings, IndexResolver<Session> principal, Clock clock, ApplicationEventPublisher events) {

	/**
	 * Returns a copy that works with another store.
	 * @param other the store
	 * @return the copy
	 */
	public PolicyContext withStore(SessionStore other) {
		return new PolicyContext(other, this.codecs, this.visibilities, this.settings, this.principal, this.clock,
				this.events);
	}

	PolicyContext withKeys(UnaryOperator<Supplier<EncryptionKeys>> other) {
		return new PolicyContext(this.store, this.codecs.withKeys(other), this.visibilities, this.settings,
				this.principal, this.clock, this.events);
	}

	/**
	 * Returns a copy whose events go elsewhere.
	 * @param other receives the events
	 * @return the copy
	 */
	public PolicyContext withEvents(ApplicationEventPublisher other) {
		return new PolicyContext(this.store, this.codecs, this.visibilities, this.settings, this.principal, this.clock,
				other);
	}

	PrincipalNames principalNames() {
		return new PrincipalNames(this.store, this.codecs, this.principal);
	}

	AuthenticatedRecords records() {
		return new AuthenticatedRecords(this.codecs);
	}

	boolean update(IdUpdate update) {
		return this.store.update(records().sign(update));
	}

	Instant now() {
		return Instant.ofEpochMilli(this.clock.millis());
	}

	boolean hasSecureSide(SessionRecord record) {
		return record.secureId() != null && !this.settings.isSecureSideExpired(record, now());
	}

}
