package io.github.mixedsession.shop.certificate;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets redirects go to this machine by all its names, so that the shop can be tried from
 * another one. A shop on the internet lists its own name: then that alone counts.
 */
class MachineNamesEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String ALLOWED_HOSTS = "mixed-session.channel.allowed-hosts";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("shop.machine-names",
					Map.of(ALLOWED_HOSTS, String.join(",", MachineNames.find()))));
	}

	/** Before the certificate, which names the same hosts. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

}
