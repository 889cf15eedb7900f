package io.github.mixedsession;

/**
 * Why a request was refused.
 */
public enum RefusalReason {

	/** It came over the wrong channel and can't be redirected (403). */
	WRONG_CHANNEL,

	/** A redirect would go to a host that nobody allowed (400). */
	UNTRUSTED_HOST,

	/** Parsers may disagree on its path (400). */
	AMBIGUOUS_PATH,

	/** A redirect would not fit into the headers of a response (414). */
	URL_TOO_LONG,

	/** It carried credentials over HTTP (403). */
	CREDENTIALS_OVER_HTTP,

	/** It would have stored something of the secure side over HTTP (403). */
	SECURE_ATTRIBUTE,

	/** The session, or a cookie that it lives in, would have held too much (507). */
	SESSION_FULL

}
