package io.github.mixedsession.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests behind nginx, and says so, where there is none. In CI that is an error:
 * a skipped test must not pass for one that was run.
 */
class NginxCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (find().isPresent()) {
			return ConditionEvaluationResult.enabled("nginx is here");
		}
		String missing = "Neither a test behind a proxy nor its proof: nginx is needed (Debian: apt-get install nginx)";
		if (Boolean.parseBoolean(System.getenv("CI"))) {
			throw new IllegalStateException(missing);
		}
		return ConditionEvaluationResult.disabled(missing);
	}

	/**
	 * Looks where Debian puts it too, which is on the path of root alone.
	 */
	static Optional<Path> find() {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, "nginx"))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
