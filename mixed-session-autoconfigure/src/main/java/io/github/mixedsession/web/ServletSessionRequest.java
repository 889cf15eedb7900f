package io.github.mixedsession.web;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RequestSession;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.session.CurrentSession;
import io.github.mixedsession.session.CurrentSessionHolder;
import io.github.mixedsession.session.OldSession;
import io.github.mixedsession.session.SessionRequest;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * The current request, bound to it as an attribute for all its dispatches. Belongs to
 * that request; its threads use it in turn.
 * <p>
 * <strong>Security guarantees.</strong> Fresh ids are kept here until their request ends
 * and nowhere else; a secure one is never written over HTTP (invariant 1).
 */
final class ServletSessionRequest implements SessionRequest, RequestSession {

	private static final Log logger = LogFactory.getLog(ServletSessionRequest.class);

	private final HttpServletRequest request;

	private final SharedResponse response;

	private final RequestCookies brought;

	private final OutgoingHeaders outgoing;

	private Map<IdKind, SessionCredential> offered = Map.of();

	private Passage passage = Passage.UNDECIDED;

	private CrossingCause cause = CrossingCause.ARRIVAL;

	private final CurrentSession session = new CurrentSession(this);

	private @Nullable SessionStoreException storeFailure;

	private @Nullable Refusal refusal;

	private boolean idsAreDead;

	private boolean redirected;

	private boolean handingOver;

	ServletSessionRequest(HttpServletRequest request, SharedResponse response, SessionCookies cookies,
			boolean inScope) {
		this.request = request;
		this.response = response;
		this.brought = new RequestCookies(cookies, request, inScope);
		this.outgoing = new OutgoingHeaders(cookies, this.brought.carried(), request, response);
	}

	static @Nullable ServletSessionRequest find(HttpServletRequest request) {
		return (ServletSessionRequest) request.getAttribute(ATTRIBUTE);
	}

	void bind() {
		this.request.setAttribute(ATTRIBUTE, this);
	}

	void decide(Passage newPassage, CrossingCause newCause) {
		this.passage = newPassage;
		this.cause = newCause;
	}

	/**
	 * Takes an error page for that of a request which no rule has let pass.
	 */
	void refusedUnlessDecided() {
		if (this.passage == Passage.UNDECIDED) {
			this.passage = Passage.REFUSED;
		}
	}

	@Override
	public boolean isIdPresented() {
		return presentedIds().first() != null && !this.idsAreDead;
	}

	boolean isCookiePresent(IdKind kind) {
		return this.brought.contains(kind);
	}

	@Override
	public boolean isUsed() {
		return this.outgoing.isUsed();
	}

	@Override
	public Channel channel() {
		return this.brought.channel();
	}

	/**
	 * Returns the request with the cookies that this channel may show, for an application
	 * that asked for them.
	 */
	HttpServletRequest withSessionCookies() {
		return this.brought.visible();
	}

	@Override
	public boolean isInScope() {
		return this.brought.isInScope();
	}

	@Override
	public PresentedIds presentedIds() {
		return this.brought.ids();
	}

	@Override
	public List<OldSession> oldSessions() {
		return this.brought.oldSessions();
	}

	@Nullable CarriedSessions carried() {
		return this.brought.opened();
	}

	@Override
	public void during(Runnable action) {
		this.brought.during(action);
	}

	@Override
	public boolean sendsInsecureIds() {
		return this.brought.cookies().sendsInsecure();
	}

	@Override
	public void dropInsecureId() {
		if (canDeliver() && isCookiePresent(IdKind.INSECURE)) {
			this.outgoing.expire(IdKind.INSECURE);
		}
	}

	@Override
	public String path() {
		return this.request.getRequestURI().substring(this.request.getContextPath().length());
	}

	@Override
	public @Nullable String clientAddress() {
		return ClientAddress.of(this.request);
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
		return !this.response.isCommitted();
	}

	/**
	 * Does what is to be done before the response is another thread's.
	 */
	void handOver(Runnable action) {
		this.handingOver = true;
		try {
			action.run();
		}
		finally {
			this.handingOver = false;
		}
	}

	@Override
	public boolean isHandedOver() {
		return CurrentSessionHolder.get() == this.session && (this.handingOver || this.request.isAsyncStarted());
	}

	@Override
	public boolean mayBeCrossSite() {
		return presentedIds().equals(PresentedIds.NONE) && SubmittedForm.mayBeCrossSite(this.request);
	}

	@Override
	public boolean isForm() {
		return SubmittedForm.is(this.request);
	}

	@Override
	public void tellOvertaken(IdHash id) {
		if (canDeliver() && channel() == Channel.SECURE) {
			this.response.inTurn(() -> {
				this.brought.cookies().writeRetry(id, this.request, this.response);
				this.outgoing.otherCookie();
			});
		}
	}

	@Override
	public boolean isAfterOvertaken(IdHash id) {
		return channel() == Channel.SECURE && this.brought.cookies().hasRetry(id, this.request);
	}

	@Override
	public void offer(SessionCredential credential) {
		Map<IdKind, SessionCredential> all = new EnumMap<>(Map.of(credential.kind(), credential));
		this.offered.forEach(all::putIfAbsent);
		this.offered = all;
	}

	@Override
	public void deliver() {
		if (!canDeliver()) {
			logger.warn("The response was committed before its session was stored, so its cookie was not sent. Create "
					+ "the session earlier in the request.");
		}
		else {
			write(this.offered.values());
		}
		this.offered = Map.of();
	}

	private void write(Collection<SessionCredential> credentials) {
		Assert.state(
				channel() != Channel.INSECURE || credentials.stream().noneMatch((id) -> id.kind() == IdKind.SECURE),
				"A secure id must never leave over HTTP");
		if (!sendsInsecureIds() && credentials.stream().anyMatch((id) -> id.kind() == IdKind.INSECURE)) {
			dropInsecureId();
		}
		this.outgoing
			.set(credentials.stream().filter((id) -> id.kind() == IdKind.SECURE || sendsInsecureIds()).toList());
	}

	@Override
	public void withdraw() {
		this.offered = Map.of();
		if (canDeliver()) {
			if (sendsInsecureIds() || isCookiePresent(IdKind.INSECURE)) {
				this.outgoing.expire(IdKind.INSECURE);
			}
			if (channel() == Channel.SECURE) {
				this.outgoing.expire(IdKind.SECURE);
			}
		}
	}

	@Override
	public boolean isPersistent() {
		return this.brought.cookies().isPersistent();
	}

	@Override
	public void renew(IdHash id) {
		SessionCredential credential = this.brought.find(id);
		if (credential != null && canDeliver() && !this.outgoing.hasFresh(credential.kind())) {
			write(List.of(credential));
		}
	}

	/**
	 * Returns the response of the first dispatch.
	 */
	SharedResponse response() {
		return this.response;
	}

	OutgoingHeaders outgoing() {
		return this.outgoing;
	}

	/**
	 * Called whenever the response may be committed next.
	 */
	void aboutToCommit() {
		List<SessionCredential> changed = this.brought.changed(session(), canDeliver());
		if (!changed.isEmpty()) {
			write(changed);
		}
		if (canDeliver()) {
			expireDeadIds();
			this.outgoing.send();
		}
	}

	/**
	 * Called before the application redirects the browser.
	 */
	void redirecting() {
		this.redirected = true;
	}

	/**
	 * Has the browser drop an id that opens nothing where it would get another in its
	 * place if sessions were stored empty, and where it is sent on: an application that
	 * redirects whoever comes with an invalid id would do so for ever. Not with every
	 * answer, since a late one would take the id away that an earlier one brought. Of
	 * several ids of a kind, one may be good (attack 6).
	 */
	private void expireDeadIds() {
		if (this.idsAreDead && (!this.offered.isEmpty() || this.redirected) && presentedIds().insecure().size() <= 1
				&& presentedIds().secure().size() <= 1) {
			this.outgoing.expireUnlessAny(presentedIds());
		}
	}

	CurrentSession current() {
		return this.session;
	}

	@Override
	public @Nullable ViewedSession session() {
		return this.session.session();
	}

	@Override
	public void nothingFound() {
		this.idsAreDead = presentedIds().first() != null;
	}

	@Override
	public void sessionUsed() {
		this.outgoing.use();
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
	public void refused(SecureAttributeException exception) {
		refusal().happened(exception);
	}

	@Override
	public void refusalHandled() {
		refusal().handled();
	}

	Refusal refusal() {
		Refusal known = (this.refusal != null) ? this.refusal : new Refusal();
		this.refusal = known;
		return known;
	}

}
