package io.github.mixedsession.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.StoredSession;

/**
 * A visitor: one cookie of each kind, and a memory of all that was ever delivered.
 */
final class TestBrowser {

	private final TestSite site;

	private final Map<IdKind, SessionCredential> jar = new EnumMap<>(IdKind.class);

	final List<SessionCredential> everDelivered = new ArrayList<>();

	/** Whether an answer has said that another request had replaced its ids. */
	@Nullable IdHash afterOvertaken;

	TestBrowser(TestSite site) {
		this.site = site;
	}

	/** A request that the rules let stay. */
	TestSessionRequest http() {
		return request(Channel.INSECURE);
	}

	TestSessionRequest https() {
		return request(Channel.SECURE);
	}

	private TestSessionRequest request(Channel channel) {
		PresentedIds ids = new PresentedIds(presented(IdKind.INSECURE),
				(channel == Channel.SECURE) ? presented(IdKind.SECURE) : List.of());
		return new TestSessionRequest(this.site, this, channel, ids);
	}

	List<PresentedId> presented(IdKind kind) {
		SessionCredential credential = this.jar.get(kind);
		return (credential != null) ? List.of(credential.presented()) : List.of();
	}

	/** Well formed, and of no session. */
	static SessionCredential unknownId(IdKind kind) {
		Locator locator = Locator.generate(Instant.EPOCH);
		return (kind == IdKind.SECURE) ? SessionCredential.secure(locator, Family.generate())
				: SessionCredential.insecure(locator);
	}

	/** The session's id, as an application sees it. */
	String handle() {
		SessionCredential any = this.jar.values().iterator().next();
		StoredSession session = this.site.store.find(any.presented().locator(), Set.of());
		if (session == null) {
			throw new AssertionError("The session is gone");
		}
		return session.record().handle();
	}

	@Nullable SessionCredential cookie(IdKind kind) {
		return this.jar.get(kind);
	}

	IdHash id(IdKind kind) {
		SessionCredential credential = this.jar.get(kind);
		if (credential == null) {
			throw new AssertionError("The browser has no " + kind + " cookie");
		}
		return credential.hash();
	}

	void receive(SessionCredential credential) {
		this.jar.put(credential.kind(), credential);
	}

	void drop(IdKind kind) {
		this.jar.remove(kind);
	}

	/** Somebody who holds the same cookies. */
	TestBrowser copy() {
		TestBrowser copy = new TestBrowser(this.site);
		copy.jar.putAll(this.jar);
		return copy;
	}

	/** The same visitor, after the site was started anew. */
	TestBrowser on(TestSite other) {
		TestBrowser same = new TestBrowser(other);
		same.jar.putAll(this.jar);
		return same;
	}

	/** Somebody who read the HTTP traffic. */
	TestBrowser eavesdropper() {
		TestBrowser eavesdropper = copy();
		eavesdropper.drop(IdKind.SECURE);
		return eavesdropper;
	}

}
