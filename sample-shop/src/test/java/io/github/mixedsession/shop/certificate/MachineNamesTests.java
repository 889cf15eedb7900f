package io.github.mixedsession.shop.certificate;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MachineNames} and {@link MachineNamesEnvironmentPostProcessor}.
 */
class MachineNamesTests {

	private static final String ALLOWED_HOSTS = "mixed-session.channel.allowed-hosts";

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	@Test
	void findNamesTheLoopbackAndThisMachine() throws Exception {
		assertThat(MachineNames.find()).startsWith("localhost", "127.0.0.1", "::1")
			.contains(InetAddress.getLocalHost().getHostName())
			.doesNotHaveDuplicates()
			.noneMatch((name) -> name.contains("%") || name.startsWith("fe80"));
	}

	@Test
	void redirectsMayGoToAllOfThem() {
		process();
		assertThat(this.environment.getProperty(ALLOWED_HOSTS)).isEqualTo(String.join(",", MachineNames.find()));
	}

	@Test
	void configuredNamesAloneCount() {
		TestPropertyValues.of(ALLOWED_HOSTS + "=shop.test").applyTo(this.environment);
		process();
		assertThat(this.environment.getProperty(ALLOWED_HOSTS)).isEqualTo("shop.test");
	}

	private void process() {
		new MachineNamesEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
