package io.github.mixedsession.shop.journey;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.shop.ShopApplication;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A node of the shop on ports of its own.
 */
public final class RunningShop implements ShopNode {

	private final ConfigurableApplicationContext context;

	private RunningShop(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static RunningShop start(Path directory, String... arguments) {
		return start(directory, (context) -> {
		}, arguments);
	}

	public static RunningShop start(Path directory, ApplicationContextInitializer<GenericApplicationContext> beans,
			String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--mixed-session.http-port=0",
				"--shop.certificate.file=" + directory.resolve("localhost.p12")));
		all.addAll(List.of(arguments));
		return new RunningShop(new SpringApplicationBuilder(ShopApplication.class).initializers(beans)
			.run(all.toArray(String[]::new)));
	}

	@Override
	public int port(boolean secure) {
		String property = secure ? "local.mixed-session.https.port" : "local.mixed-session.http.port";
		return this.context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
