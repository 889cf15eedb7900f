package io.github.mixedsession.e2e;

import java.nio.file.Path;

/**
 * A site with one connector, without TLS, and an nginx in front of it that has both
 * channels.
 */
final class ProxiedSite implements Entrance, AutoCloseable {

	private final Nginx nginx;

	private final Site site;

	private ProxiedSite(Nginx nginx, Site site) {
		this.nginx = nginx;
		this.site = site;
	}

	static ProxiedSite start(Path directory, Server server, String strategy, String configuration) {
		Nginx nginx = new Nginx(directory);
		try {
			Site site = server.start("server.ssl.enabled=false", "mixed-session.http-port=-1",
					"server.forward-headers-strategy=" + strategy,
					"server.tomcat.use-relative-redirects=" + strategy.equals("framework"),
					"logging.level.io.github.mixedsession.channel=warn",
					"mixed-session.channel.http-base-url=http://localhost:" + nginx.port(false),
					"mixed-session.channel.https-base-url=https://localhost:" + nginx.port(true));
			nginx.start(site.port(false), configuration);
			return new ProxiedSite(nginx, site);
		}
		catch (RuntimeException | Error ex) {
			nginx.close();
			throw ex;
		}
	}

	@Override
	public int port(boolean tls) {
		return this.nginx.port(tls);
	}

	@Override
	public void close() {
		this.nginx.close();
		this.site.close();
	}

}
