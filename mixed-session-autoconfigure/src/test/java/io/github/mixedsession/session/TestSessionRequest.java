package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;

/**
 * The servlet side as the policy sees it. Cookies reach the browser with
 * {@link #finish()}; a response that is not finished is lost.
 */
final class TestSessionRequest implements SessionRequest {

	private final TestSite site;

	private final TestBrowser browser;

	private final Channel channel;

	private final PresentedIds presented;

	private final Map<IdKind, SessionCredential> offered = new EnumMap<>(IdKind.class);

	/** The cookies of the response, at most one of a name. */
	final Map<IdKind, SessionCredential> cookies = new EnumMap<>(IdKind.class);

	private Passage passage = Passage.STAYING;

	private CrossingCause cause = CrossingCause.ARRIVAL;

	final CurrentSession current = new CurrentSession(this);

	private @Nullable SessionStoreException storeFailure;

	private boolean committed;

	private boolean withdrawn;

	private @Nullable IdHash tellsOvertaken;

	/** Whether a page has sent it. */
	boolean form;

	/** The ids that the browser was told to keep for longer. */
	final List<IdHash> renewed = new ArrayList<>();

	TestSessionRequest(TestSite site, TestBrowser browser, Channel channel, PresentedIds presented) {
		this.site = site;
		this.browser = browser;
		this.channel = channel;
		this.presented = presented;
	}

	TestSessionRequest undecided() {
		this.passage = Passage.UNDECIDED;
		return this;
	}

	/** The rules let the request stay. */
	void stay() {
		this.passage = Passage.STAYING;
		in(() -> {
			this.site.policy.stay(this.current);
			return true;
		});
	}

	/** The rules send the request to the other channel. */
	boolean leave() {
		this.passage = Passage.LEAVING;
		this.cause = CrossingCause.RULE;
		return in(() -> this.site.policy.leave(this.current));
	}

	private <T> T in(Supplier<T> action) {
		CurrentSession outer = CurrentSessionHolder.get();
		CurrentSessionHolder.set(this.current);
		try {
			return action.get();
		}
		finally {
			CurrentSessionHolder.set(outer);
		}
	}

	/** What {@code getSession(false)} does. */
	@Nullable ViewedSession find() {
		Locator first = this.presented.first();
		return (first != null) ? manage(first.toString()) : null;
	}

	ViewedSession load() {
		ViewedSession found = find();
		if (found == null) {
			throw new AssertionError("No session was found");
		}
		return found;
	}

	/** What {@code getSession(true)} does without a session. */
	ViewedSession create() {
		return in(() -> this.site.repository.createSession());
	}

	@Nullable ViewedSession manage(String id) {
		// the lambda answers null where there is no session
		ViewedSession[] found = new ViewedSession[1];
		in(() -> {
			found[0] = this.site.repository.findById(id);
			return true;
		});
		return found[0];
	}

	ViewedSession getOrCreate() {
		ViewedSession found = find();
		return (found != null) ? found : create();
	}

	Map<String, ViewedSession> findByPrincipalName(String name) {
		return in(() -> this.site.repository.findByPrincipalName(name));
	}

	void delete(String id) {
		in(() -> {
			this.site.repository.deleteById(id);
			return true;
		});
	}

	void invalidate() {
		delete(load().getId());
	}

	/** What Spring Security does as somebody logs in. */
	TestSessionRequest login(String name) {
		ViewedSession current = getOrCreate();
		in(current::changeSessionId);
		current.setAttribute(SecurityState.SECURITY_CONTEXT_NAME, context(name));
		return this;
	}

	static SecurityContextImpl context(String name) {
		return new SecurityContextImpl(new TestingAuthenticationToken(name, "n/a", "ROLE_USER"));
	}

	TestSessionRequest set(String name, Object value) {
		getOrCreate().setAttribute(name, value);
		return this;
	}

	void save() {
		ViewedSession session = this.current.session();
		if (session != null) {
			in(() -> {
				this.site.repository.save(session);
				return true;
			});
		}
	}

	void commit() {
		this.committed = true;
	}

	/** Saves, commits, and lets the response reach the browser. */
	TestSessionRequest finish() {
		answer();
		if (this.withdrawn) {
			this.browser.drop(IdKind.INSECURE);
			if (this.channel == Channel.SECURE) {
				this.browser.drop(IdKind.SECURE);
			}
		}
		if (this.tellsOvertaken != null) {
			this.browser.afterOvertaken = this.tellsOvertaken;
		}
		this.cookies.values().forEach(this.browser::receive);
		return this;
	}

	/** Saves; the browser never sees the response. */
	void lose() {
		answer();
	}

	private void answer() {
		save();
		commit();
		save();
		this.site.policy.answered(this.current);
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	@Override
	public boolean isInScope() {
		return true;
	}

	@Override
	public PresentedIds presentedIds() {
		return this.presented;
	}

	@Override
	public boolean sendsInsecureIds() {
		return this.site.sendsInsecureIds;
	}

	@Override
	public void dropInsecureId() {
		this.browser.drop(IdKind.INSECURE);
	}

	@Override
	public String path() {
		return "/page";
	}

	@Override
	public String clientAddress() {
		return "192.0.2.7";
	}

	@Override
	public Passage passage() {
		return this.passage;
	}

	@Override
	public CrossingCause cause() {
		return this.cause;
	}

	@Override
	public boolean canDeliver() {
		return !this.committed;
	}

	@Override
	public boolean isHandedOver() {
		return false;
	}

	@Override
	public boolean mayBeCrossSite() {
		return false;
	}

	@Override
	public boolean isForm() {
		return this.form;
	}

	@Override
	public void tellOvertaken(IdHash id) {
		this.tellsOvertaken = id;
	}

	@Override
	public boolean isAfterOvertaken(IdHash id) {
		return id.equals(this.browser.afterOvertaken);
	}

	@Override
	public void offer(SessionCredential credential) {
		this.offered.put(credential.kind(), credential);
	}

	@Override
	public void deliver() {
		if (!this.committed) {
			for (SessionCredential credential : this.offered.values()) {
				if (credential.kind() == IdKind.SECURE && this.channel == Channel.INSECURE) {
					throw new AssertionError("A secure id left over HTTP");
				}
				if (credential.kind() == IdKind.INSECURE && !sendsInsecureIds()) {
					continue;
				}
				this.cookies.put(credential.kind(), credential);
				this.browser.everDelivered.add(credential);
				this.site.everDelivered.add(credential);
			}
		}
		this.offered.clear();
	}

	@Override
	public void withdraw() {
		this.offered.clear();
		this.cookies.clear();
		this.withdrawn = true;
	}

	boolean isWithdrawn() {
		return this.withdrawn;
	}

	@Override
	public boolean isPersistent() {
		return this.site.persistentCookies;
	}

	@Override
	public void renew(IdHash id) {
		this.renewed.add(id);
	}

	@Override
	public void nothingFound() {
	}

	@Override
	public void sessionUsed() {
	}

	@Override
	public @Nullable SessionStoreException storeFailure() {
		return this.storeFailure;
	}

	@Override
	public void storeFailed(SessionStoreException failure) {
		this.storeFailure = failure;
	}

	@Override
	public void refused(SecureAttributeException refusal) {
	}

}
