package io.github.mixedsession.autoconfigure.connector;

import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/**
 * A request that came without TLS. Of an absolute request target (RFC 9112, section
 * 3.2.2) and of HTTP/2's {@code :scheme} Jetty believes the scheme otherwise.
 */
class JettyPlainRequest extends Request.Wrapper {

	private final HttpURI uri;

	JettyPlainRequest(Request request) {
		super(request);
		HttpURI claimed = request.getHttpURI();
		this.uri = HttpScheme.HTTP.is(claimed.getScheme()) ? claimed
				: HttpURI.build(claimed).scheme(HttpScheme.HTTP).asImmutable();
	}

	@Override
	public HttpURI getHttpURI() {
		return this.uri;
	}

	@Override
	public boolean isSecure() {
		return false;
	}

}
