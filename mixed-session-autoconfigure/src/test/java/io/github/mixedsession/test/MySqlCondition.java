package io.github.mixedsession.test;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests on MySQL, and says so, where none is given. Not even in CI is that an
 * error, for it comes from a suite that changes daily.
 */
class MySqlCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (MySqlServer.isGiven()) {
			return ConditionEvaluationResult.enabled("MySQL is given");
		}
		String reason = "Not run on MySQL: -D" + MySqlServer.HOME + " names none (.ci/mysql gets one)";
		if (context.getElement().filter(Class.class::isInstance).isPresent()) {
			System.out.println(context.getDisplayName() + ": " + reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

}
