package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;

/**
 * A visitor: one cookie of each kind, and a memory of all that was ever delivered.
 */
final class TestBrowser {

	private final TestSite site;

	private final Map<Channel, SessionCredential> jar = new EnumMap<>(Channel.class);

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
		PresentedIds ids = new PresentedIds(hashes(Channel.INSECURE),
				(channel == Channel.SECURE) ? hashes(Channel.SECURE) : List.of());
		return new TestSessionRequest(this.site, this, channel, ids);
	}

	private List<IdHash> hashes(Channel kind) {
		SessionCredential credential = this.jar.get(kind);
		return (credential != null) ? List.of(credential.hash()) : List.of();
	}

	@Nullable SessionCredential cookie(Channel kind) {
		return this.jar.get(kind);
	}

	IdHash id(Channel kind) {
		SessionCredential credential = this.jar.get(kind);
		if (credential == null) {
			throw new AssertionError("The browser has no " + kind + " cookie");
		}
		return credential.hash();
	}

	void receive(SessionCredential credential) {
		this.jar.put(credential.channel(), credential);
	}

	void drop(Channel kind) {
		this.jar.remove(kind);
	}

	/** Somebody who holds the same cookies. */
	TestBrowser copy() {
		TestBrowser copy = new TestBrowser(this.site);
		copy.jar.putAll(this.jar);
		return copy;
	}

	/** Somebody who read the HTTP traffic. */
	TestBrowser eavesdropper() {
		TestBrowser eavesdropper = copy();
		eavesdropper.drop(Channel.SECURE);
		return eavesdropper;
	}

}
