package io.github.mixedsession.web;

import java.io.IOException;
import java.util.function.Predicate;

import jakarta.servlet.Filter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionEndedException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.SessionCookieFullException;
import io.github.mixedsession.SharedSideFullException;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.http.ConnectorChannel;
import io.github.mixedsession.session.CurrentSession;
import io.github.mixedsession.session.CurrentSessionHolder;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.ViewedSession;

/**
 * Binds the channel and the presented ids of a request, outside Spring Session's filter
 * and on every dispatch, and sees to it that no response is committed before its session
 * is saved. What is behind it sees no session cookie.
 */
public final class SessionRequestFilter implements Filter {

	private static final Log logger = LogFactory.getLog(SessionRequestFilter.class);

	private final SessionCookies cookies;

	private final SessionPolicy policy;

	private final SessionScope scope;

	private final ChannelObserver observer;

	private final OvertakenForm overtakenForm;

	private final Predicate<String> hiddenOverHttps;

	/**
	 * Browsers take localhost for trustworthy and send there over HTTP what only HTTPS
	 * can have set: it is no more welcome than from somebody who makes it up.
	 */
	private final Predicate<String> hiddenOverHttp;

	/**
	 * Create a filter.
	 * @param cookies reads and writes the cookies
	 * @param policy saves the session
	 * @param scope tells which requests have a session
	 * @param observer is told of refusals
	 */
	public SessionRequestFilter(SessionCookies cookies, SessionPolicy policy, SessionScope scope,
			ChannelObserver observer) {
		this.cookies = cookies;
		this.policy = policy;
		this.scope = scope;
		this.observer = observer;
		this.overtakenForm = new OvertakenForm(policy);
		this.hiddenOverHttps = cookies::isSessionCookie;
		this.hiddenOverHttp = this.hiddenOverHttps.or(CookieSettings::isSecureName);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest claimed)
				|| !(response instanceof HttpServletResponse containerResponse)) {
			throw new ServletException("A session needs HTTP");
		}
		HttpServletRequest httpRequest = ConnectorChannel.truthful(claimed);
		ServletSessionRequest current = ServletSessionRequest.find(httpRequest);
		SharedResponse httpResponse = (current != null) ? current.response().again(containerResponse)
				: new SharedResponse(containerResponse);
		if (current == null) {
			current = new ServletSessionRequest(httpRequest, httpResponse, this.cookies,
					this.scope.contains(httpRequest));
			current.bind();
			if (current.isInScope() && current.channel() == Channel.INSECURE
					&& current.isCookiePresent(IdKind.SECURE)) {
				this.policy.secureIdOverHttp();
			}
		}
		CurrentSession outer = CurrentSessionHolder.get();
		CurrentSessionHolder.set(current.current());
		try {
			if (httpRequest.getDispatcherType() == DispatcherType.ERROR) {
				httpResponse.body().startOver();
				current.refusedUnlessDecided();
				this.policy.answerError(current.current());
			}
			HttpServletRequest hiding = new IdHidingRequest(httpRequest,
					httpRequest.isSecure() ? this.hiddenOverHttps : this.hiddenOverHttp);
			SessionSavingResponse saving = new SessionSavingResponse(httpRequest, httpResponse, current, this.policy);
			HttpServletResponse answering = refusing(saving, current, httpRequest);
			chain.doFilter(new AsyncSessionRequest(hiding, answering, saving), answering);
			current.aboutToCommit();
		}
		catch (ServletException | RuntimeException ex) {
			if (httpResponse.isCommitted() || !answer(ex, current, httpRequest, httpResponse)) {
				throw ex;
			}
		}
		finally {
			try {
				current.aboutToCommit();
				this.policy.answered(current.current());
			}
			finally {
				CurrentSessionHolder.set(outer);
			}
		}
	}

	private HttpServletResponse refusing(HttpServletResponse response, ServletSessionRequest current,
			HttpServletRequest request) {
		return new RefusalAwareResponse(response) {

			@Override
			int answerFor(int sc) {
				SecureAttributeException refusal = current.refusal().exception();
				if (refusal == null || sc < SC_INTERNAL_SERVER_ERROR) {
					return sc;
				}
				tell(refusal, current, request);
				return SC_FORBIDDEN;
			}

		};
	}

	/**
	 * Tells once: an error page, too, may answer an error.
	 */
	private void tell(SecureAttributeException refusal, ServletSessionRequest current, HttpServletRequest request) {
		if (!current.refusal().isToBeTold()) {
			return;
		}
		if (this.policy.isOvertaken(current.current())) {
			logger.warn(refusal.getMessage());
		}
		else {
			logger.error(refusal.getMessage());
		}
		this.observer.refused(request, RefusalReason.SECURE_ATTRIBUTE);
	}

	/**
	 * Invariant 3: a login over HTTP is refused, loudly. A request that lost its session
	 * to a logout conflicts with that.
	 */
	private boolean answer(Exception failure, ServletSessionRequest current, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SecureAttributeException refusal) {
				reset(response, current);
				if (!this.overtakenForm.answer(current, request, response)) {
					// before the answer, which tells an overtaken browser to come again
					tell(refusal, current, request);
					response.sendError(HttpServletResponse.SC_FORBIDDEN, "This request is not allowed on this channel");
				}
				return true;
			}
			if (cause instanceof SessionStoreException) {
				if (request.getDispatcherType() != DispatcherType.ERROR) {
					logger.error("The session store failed: the request is answered 503", failure);
				}
				answerUnsaved(HttpServletResponse.SC_SERVICE_UNAVAILABLE, current, request, response);
				return true;
			}
			if (cause instanceof SharedSideFullException || cause instanceof SessionCookieFullException) {
				if (request.getDispatcherType() != DispatcherType.ERROR) {
					this.observer.refused(request, RefusalReason.SESSION_FULL);
				}
				answerUnsaved(HttpStatus.INSUFFICIENT_STORAGE.value(), current, request, response);
				return true;
			}
			if (cause instanceof SessionEndedException) {
				reset(response, current);
				response.sendError(HttpServletResponse.SC_CONFLICT, "The session has ended");
				return true;
			}
		}
		return false;
	}

	/**
	 * Takes back what the handler wrote, but not the ids that were rotated before it ran.
	 */
	private static void reset(HttpServletResponse response, ServletSessionRequest current) {
		response.reset();
		try {
			current.aboutToCommit();
		}
		catch (SessionStoreException ex) {
			current.outgoing().giveUp();
		}
	}

	/**
	 * Invariants 14 and 15. The error page is not to save what failed; one that can't do
	 * without is left out.
	 */
	private static void answerUnsaved(int status, ServletSessionRequest current, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		reset(response, current);
		ViewedSession session = current.session();
		if (session != null) {
			session.setSavingEnabled(false);
		}
		if (request.getDispatcherType() == DispatcherType.ERROR) {
			response.setStatus(status);
			return;
		}
		response.sendError(status);
	}

}
