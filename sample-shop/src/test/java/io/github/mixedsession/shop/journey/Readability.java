package io.github.mixedsession.shop.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chromium.HasCdp;

/**
 * Looks at a page as those who need it most: with axe-core, light on a desk and dark on a
 * phone, neither of which it may make scroll sideways.
 */
final class Readability {

	private static final String AXE = read("/axe.min.js");

	private static final String VIOLATIONS = """
			const done = arguments[arguments.length - 1];
			axe.run(document).then((result) => done(result.violations.flatMap((violation) => violation.nodes
				.map((node) => `${violation.id}: ${node.target}: ${node.failureSummary}`))));
			""";

	private static final String SIDEWAYS = """
			return document.documentElement.scrollWidth - document.documentElement.clientWidth;
			""";

	private final JavascriptExecutor scripts;

	private final HasCdp devTools;

	Readability(Object browser) {
		this.scripts = (JavascriptExecutor) browser;
		this.devTools = (HasCdp) browser;
	}

	/**
	 * Returns what is wrong with the page that the browser shows.
	 * @return a line for each violation
	 */
	List<String> problems() {
		this.scripts.executeScript(AXE);
		List<String> problems = new ArrayList<>();
		lookAt(1200, "light", problems);
		lookAt(390, "dark", problems);
		return problems;
	}

	private void lookAt(int width, String scheme, List<String> problems) {
		this.devTools.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
		prefer(scheme);
		if (!Long.valueOf(0).equals(this.scripts.executeScript(SIDEWAYS))) {
			problems.add("scrolls sideways at " + width + " pixels");
		}
		for (Object violation : (List<?>) this.scripts.executeAsyncScript(VIOLATIONS)) {
			problems.add(scheme + ", " + width + " pixels: " + violation);
		}
	}

	/** Without motion, so that no colour is measured on its way to another. */
	private void prefer(String scheme) {
		this.devTools.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
						Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
	}

	private static String read(String resource) {
		try (InputStream input = Readability.class.getResourceAsStream(resource)) {
			if (input == null) {
				throw new IllegalStateException("No " + resource);
			}
			return new String(input.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
