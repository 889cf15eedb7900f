package io.github.mixedsession.shop.journey;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.shop.ShopApplication;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A node of the shop on ports of its own.
 */
final class RunningShop implements ShopNode {

	private final ConfigurableApplicationContext context;

	private RunningShop(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningShop start(Path directory, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--mixed-session.http-port=0",
				"--shop.certificate.file=" + directory.resolve("localhost.p12")));
		all.addAll(List.of(arguments));
		return new RunningShop(new SpringApplicationBuilder(ShopApplication.class).run(all.toArray(String[]::new)));
	}

	@Override
	public int port(boolean secure) {
		String property = secure ? "local.mixed-session.https.port" : "local.mixed-session.http.port";
		return this.context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
