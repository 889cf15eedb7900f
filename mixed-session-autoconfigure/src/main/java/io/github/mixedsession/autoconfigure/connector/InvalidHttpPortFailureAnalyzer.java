package io.github.mixedsession.autoconfigure.connector;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for {@link InvalidHttpPortException}.
 */
class InvalidHttpPortFailureAnalyzer extends AbstractFailureAnalyzer<InvalidHttpPortException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHttpPortException cause) {
		return new FailureAnalysis(cause.getReason(), cause.getCure(), cause);
	}

}
