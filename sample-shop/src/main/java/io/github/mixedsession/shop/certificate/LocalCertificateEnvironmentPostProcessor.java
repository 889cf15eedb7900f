package io.github.mixedsession.shop.certificate;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Makes the shop's certificate before the web server asks for it. Without
 * {@code shop.certificate.file} it does nothing.
 */
class LocalCertificateEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private final Log logger;

	LocalCertificateEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logger = logFactory.getLog(LocalCertificateEnvironmentPostProcessor.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String file = environment.getProperty("shop.certificate.file", "");
		if (file.isEmpty()) {
			return;
		}
		String password = environment.getRequiredProperty("shop.certificate.password");
		if (new LocalCertificate(Path.of(file), password, hosts(environment), Clock.systemUTC()).createIfNecessary()) {
			this.logger.info("Made a self-signed certificate for this machine in " + file);
		}
	}

	private static List<String> hosts(ConfigurableEnvironment environment) {
		List<String> configured = Binder.get(environment)
			.bind(MachineNamesEnvironmentPostProcessor.ALLOWED_HOSTS, Bindable.listOf(String.class))
			.orElseGet(List::of);
		return Stream.concat(MachineNames.find().stream(), configured.stream()).distinct().toList();
	}

}
