package io.github.mixedsession.load;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Starts the application, tells how long that took and how many beans there are, and
 * ends.
 */
final class StartupProbe {

	/** What the line on standard output begins with that tells it. */
	static final String STARTED = "startup=";

	private StartupProbe() {
	}

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(LoadApplication.class);
		application.addListeners((ApplicationListener<ApplicationReadyEvent>) (event) -> {
			System.out.println(STARTED + event.getTimeTaken().toMillis() + " "
					+ event.getApplicationContext().getBeanDefinitionCount());
			Runtime.getRuntime().halt(0);
		});
		application.run(args);
	}

}
