package io.github.mixedsession.shop.journey;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the browser tests, and says so, where there is no Chromium. In CI that is an
 * error: a skipped test must not pass for one that was run.
 */
class ChromiumCondition implements ExecutionCondition {

	static final Path BROWSER = Path.of("/usr/bin/chromium");

	static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER)) {
			return ConditionEvaluationResult.enabled("Chromium is here");
		}
		String missing = "Neither a browser test nor its proof: " + BROWSER + " and " + DRIVER
				+ " are needed (Debian: apt-get install chromium chromium-driver)";
		if (Boolean.parseBoolean(System.getenv("CI"))) {
			throw new IllegalStateException(missing);
		}
		return ConditionEvaluationResult.disabled(missing);
	}

}
