package io.github.mixedsession.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;

/**
 * The current request as the policy sees it. It carries fresh ids to the cookies.
 * Implementations belong to one request. Its threads use one only in turn, as they save
 * its session.
 */
public interface SessionRequest {

	/**
	 * Whether the request is known to stay on the channel that it arrived over.
	 */
	enum Passage {

		/** The rules were not asked yet: no ids are rotated. */
		UNDECIDED,

		/** The request is served here: ids are rotated as the session is loaded. */
		STAYING,

		/** The request is about to be redirected to the other channel. */
		LEAVING,

		/** The request is answered by an error page, and no rule has let it pass. */
		REFUSED

	}

	/**
	 * Returns the channel that the request arrived over.
	 * @return the channel
	 */
	Channel channel();

	/**
	 * Returns whether the request may have a session at all.
	 * @return {@code false} if its path is left out; then it presents no ids
	 */
	boolean isInScope();

	/**
	 * Returns the ids that the request presented.
	 * @return the ids
	 */
	PresentedIds presentedIds();

	/**
	 * Returns the sessions of another store that the request's cookies may open, for
	 * those of the presented ids that are imported ones.
	 * @return the sessions; by default none
	 */
	default List<OldSession> oldSessions() {
		return List.of();
	}

	/**
	 * Returns whether the site has pages over HTTP, for which a browser needs an insecure
	 * id.
	 * @return {@code false} if none is ever sent: those that are made are nobody's then
	 */
	boolean sendsInsecureIds();

	/**
	 * Has the browser drop an insecure cookie that it sent over HTTPS.
	 */
	void dropInsecureId();

	/**
	 * Does something with the session on whatever thread, as if the request were bound to
	 * it: a store may keep sessions with their requests.
	 * @param action what to do
	 */
	default void during(Runnable action) {
		action.run();
	}

	/**
	 * Returns the path of the request, for events.
	 * @return the path within the application
	 */
	String path();

	/**
	 * Returns the client's address.
	 * @return the address, {@code null} if unknown
	 */
	@Nullable String clientAddress();

	/**
	 * Returns whether the request stays on its channel.
	 * @return the passage
	 */
	Passage passage();

	/**
	 * Returns why a session that crosses now does so.
	 * @return the cause
	 */
	CrossingCause cause();

	/**
	 * Returns whether a response can still carry cookies.
	 * @return {@code false} once the response is committed
	 */
	boolean canDeliver();

	/**
	 * Returns whether the calling thread is handing the request over to another one, or
	 * has done so: that one may still change the session, and has the response.
	 * @return {@code true} on the way out of the filters of a request that went on
	 * asynchronously
	 */
	boolean isHandedOver();

	/**
	 * Returns whether a form of another site may have sent this request, since browsers
	 * keep session cookies back from that (RFC 6265bis, section 5.6.7.1). The page over
	 * HTTP is another site to HTTPS.
	 * @return {@code true} if it is no safe request, presents nothing, and its
	 * {@code Origin} isn't this site
	 */
	boolean mayBeCrossSite();

	/**
	 * Returns whether this is a form that a page has sent, so that the browser goes where
	 * a redirect leads.
	 * @return {@code false} for scripts and for safe methods
	 */
	boolean isForm();

	/**
	 * Has the browser show for a short time that a request whose ids another one had
	 * replaced was answered: who still presents them then has lost the other answer.
	 * @param id the hash of the secure id that was presented
	 */
	void tellOvertaken(IdHash id);

	/**
	 * Returns whether the browser shows that.
	 * @param id the hash of the secure id that was presented
	 * @return whether the answer to a request that presented the same id has arrived
	 */
	boolean isAfterOvertaken(IdHash id);

	/**
	 * Keeps a fresh id back until {@link #deliver()}. Replaces an earlier one of the same
	 * channel.
	 * @param credential the id
	 */
	void offer(SessionCredential credential);

	/**
	 * Sends the ids that were offered, and forgets them.
	 */
	void deliver();

	/**
	 * Forgets the ids that were offered, and has the browser drop the cookies that this
	 * channel can reach.
	 */
	void withdraw();

	/**
	 * Returns whether the browser keeps the ids for a time that can be moved forward.
	 * @return {@code false} if it keeps them as long as it runs
	 */
	boolean isPersistent();

	/**
	 * Has the browser keep an id for its full time again, if the request presented it and
	 * its response sets no other of that kind.
	 * @param id the hash of a current id
	 */
	void renew(IdHash id);

	/**
	 * Records that the presented ids, if there are any, open nothing.
	 */
	void nothingFound();

	/**
	 * Records that a session was found or made, so that the response is for one visitor.
	 */
	void sessionUsed();

	/**
	 * Returns how the store failed this request.
	 * @return the failure, {@code null} as long as there is none
	 */
	@Nullable SessionStoreException storeFailure();

	/**
	 * Records that the store failed this request.
	 * @param failure the failure
	 */
	void storeFailed(SessionStoreException failure);

	/**
	 * Records that this request may not hold an attribute that it set, for the exception
	 * that says so may be caught by somebody who takes it for an error of the server.
	 * @param refusal the exception
	 */
	void refused(SecureAttributeException refusal);

}
