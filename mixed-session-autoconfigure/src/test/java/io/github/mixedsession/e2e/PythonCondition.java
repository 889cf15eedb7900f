package io.github.mixedsession.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests that need Python with jwcrypto, and says so, where there is none. In CI
 * that is an error: a skipped test must not pass for one that was run.
 */
class PythonCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (find().isPresent()) {
			return ConditionEvaluationResult.enabled("jwcrypto is here");
		}
		String missing = "Another program can't be tried: Python with jwcrypto is needed "
				+ "(Debian: apt-get install python3-jwcrypto)";
		if (Boolean.parseBoolean(System.getenv("CI"))) {
			throw new IllegalStateException(missing);
		}
		return ConditionEvaluationResult.disabled(missing);
	}

	/**
	 * Looks for Debian's Python first, which has Debian's packages.
	 */
	static Optional<String> find() {
		return List.of("/usr/bin/python3", "python3").stream().filter(PythonCondition::hasLibrary).findFirst();
	}

	private static boolean hasLibrary(String python) {
		try {
			return new ProcessBuilder(python, "-c", "import jwcrypto").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
