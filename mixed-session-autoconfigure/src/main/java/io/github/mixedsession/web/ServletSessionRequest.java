package io.github.mixedsession.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsUtils;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.session.PresentedIds;
import io.github.mixedsession.session.SessionCredential;
import io.github.mixedsession.session.SessionRequest;
import io.github.mixedsession.session.SessionRequestHolder;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.IdHash;

/**
 * The current request, bound to it as an attribute for all its dispatches. Belongs to
 * that request; its threads use it in turn.
 * <p>
 * <strong>Security guarantees.</strong> Fresh ids are kept here until their response is
 * committed and nowhere else; a secure one is never written over HTTP (invariant 1).
 */
final class ServletSessionRequest implements SessionRequest {

	private static final String ATTRIBUTE = ServletSessionRequest.class.getName();

	/** RFC 9110, section 9.2.1. */
	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	/** With an interface or a port; behind a proxy, anything may be said (RFC 7239). */
	private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:%_\\[\\]-]{1,45}");

	private static final Log logger = LogFactory.getLog(ServletSessionRequest.class);

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final SessionCookies cookies;

	private final Channel channel;

	private final boolean inScope;

	private final PresentedIds presentedIds;

	private Map<Channel, SessionCredential> offered = Map.of();

	private Map<Channel, SessionCredential> sent = Map.of();

	private Passage passage = Passage.UNDECIDED;

	private CrossingCause cause = CrossingCause.ARRIVAL;

	private @Nullable ViewedSession session;

	private boolean resolved;

	private @Nullable SessionStoreException storeFailure;

	private final Refusal refusal = new Refusal();

	private boolean used;

	private boolean cookieSent;

	private boolean handingOver;

	/** Whether the response has what it is to have of the session. */
	private boolean told;

	ServletSessionRequest(HttpServletRequest request, HttpServletResponse response, SessionCookies cookies,
			boolean inScope) {
		this.request = request;
		this.response = response;
		this.cookies = cookies;
		this.channel = Channel.of(request.isSecure());
		this.inScope = inScope;
		this.presentedIds = inScope ? cookies.read(request, this.channel) : PresentedIds.NONE;
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

	boolean isUsed() {
		return this.used || this.cookieSent;
	}

	@Override
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Returns the request with the cookies that this channel may show, for an application
	 * that asked for them.
	 */
	HttpServletRequest withSessionCookies() {
		return new IdHidingRequest(this.request,
				(name) -> this.channel == Channel.INSECURE && CookieSettings.isSecureName(name));
	}

	@Override
	public boolean isInScope() {
		return this.inScope;
	}

	@Override
	public PresentedIds presentedIds() {
		return this.presentedIds;
	}

	@Override
	public boolean sendsInsecureIds() {
		return this.cookies.sendsInsecure();
	}

	@Override
	public void dropInsecureId() {
		if (canDeliver() && this.cookies.isPresent(Channel.INSECURE, this.request)) {
			this.cookies.expire(Channel.INSECURE, this.request, this.response);
			this.cookieSent = true;
		}
	}

	@Override
	public String path() {
		return this.request.getRequestURI().substring(this.request.getContextPath().length());
	}

	@Override
	public @Nullable String clientAddress() {
		String address = this.request.getRemoteAddr();
		return (address != null && ADDRESS.matcher(address).matches()) ? address : null;
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
		return SessionRequestHolder.get() == this && (this.handingOver || this.request.isAsyncStarted());
	}

	@Override
	public boolean mayBeCrossSite() {
		return !SAFE_METHODS.contains(this.request.getMethod()) && this.presentedIds.equals(PresentedIds.NONE)
				&& !isSurelyOfThisSite();
	}

	private boolean isSurelyOfThisSite() {
		return this.request.getHeader(HttpHeaders.ORIGIN) != null && !CorsUtils.isCorsRequest(this.request);
	}

	@Override
	public boolean isForm() {
		return OvertakenForm.isForm(this.request);
	}

	@Override
	public void tellOvertaken() {
		if (canDeliver() && this.channel == Channel.SECURE) {
			this.cookies.writeRetry(this.request, this.response);
			this.cookieSent = true;
		}
	}

	@Override
	public boolean isAfterOvertaken() {
		return this.channel == Channel.SECURE && this.cookies.hasRetry(this.request);
	}

	@Override
	public void offer(SessionCredential credential) {
		this.offered = with(this.offered, credential);
	}

	private static Map<Channel, SessionCredential> with(Map<Channel, SessionCredential> others,
			SessionCredential credential) {
		Map<Channel, SessionCredential> all = new EnumMap<>(Channel.class);
		all.putAll(others);
		all.put(credential.channel(), credential);
		return all;
	}

	@Override
	public void deliver() {
		if (!canDeliver()) {
			logger.warn("The response was committed before its session was stored, so its cookie was not sent. Create "
					+ "the session earlier in the request.");
		}
		else {
			this.offered.values().forEach(this::write);
		}
		this.offered = Map.of();
	}

	private void write(SessionCredential credential) {
		if (credential.channel() == Channel.SECURE && this.channel == Channel.INSECURE) {
			throw new IllegalStateException("A secure id must never leave over HTTP");
		}
		if (credential.channel() == Channel.INSECURE && !sendsInsecureIds()) {
			dropInsecureId();
			return;
		}
		this.cookies.write(credential, this.request, this.response);
		this.sent = with(this.sent, credential);
		this.cookieSent = true;
		this.told = false;
	}

	@Override
	public void withdraw() {
		this.offered = Map.of();
		this.sent = Map.of();
		if (canDeliver()) {
			if (sendsInsecureIds()) {
				this.cookies.expire(Channel.INSECURE, this.request, this.response);
			}
			else {
				dropInsecureId();
			}
			if (this.channel == Channel.SECURE) {
				this.cookies.expire(Channel.SECURE, this.request, this.response);
			}
			this.cookieSent = true;
			this.told = false;
			aboutToCommit();
		}
	}

	@Override
	public boolean isPersistent() {
		return this.cookies.isPersistent();
	}

	@Override
	public void renew(IdHash id) {
		SessionCredential credential = this.cookies.find(id, this.request, this.channel);
		if (credential != null && canDeliver() && !this.sent.containsKey(credential.channel())) {
			write(credential);
		}
	}

	/**
	 * Keeps a response that read or sets a session out of shared caches (invariant 13).
	 */
	@Override
	public void aboutToCommit() {
		if (this.told && isHandedOver()) {
			return;
		}
		if (!canDeliver()) {
			this.sent = Map.of();
			return;
		}
		this.told = true;
		// the application may have reset the response
		this.sent.values().forEach((credential) -> this.cookies.write(credential, this.request, this.response));
		if (this.cookieSent) {
			this.response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
		}
		else if (this.used) {
			String before = this.response.getHeader(HttpHeaders.CACHE_CONTROL);
			if (before == null || !before.contains("private")) {
				boolean keep = before != null && before.contains("no-store");
				this.response.setHeader(HttpHeaders.CACHE_CONTROL, keep ? "private, " + before : "private");
			}
		}
	}

	@Override
	public @Nullable ViewedSession session() {
		return this.session;
	}

	@Override
	public boolean isResolved() {
		return this.resolved;
	}

	@Override
	public void resolve(@Nullable ViewedSession newSession) {
		this.session = newSession;
		this.resolved = true;
		if (newSession != null && !this.used) {
			this.used = true;
			this.told = false;
		}
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
		this.refusal.happened(exception);
	}

	Refusal refusal() {
		return this.refusal;
	}

}
