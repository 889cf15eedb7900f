package io.github.mixedsession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.mixedsession.MisconfigurationException;

/**
 * Says what is wrong with a configuration, and the cure.
 */
class MisconfigurationFailureAnalyzer extends AbstractFailureAnalyzer<MisconfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MisconfigurationException cause) {
		return new FailureAnalysis(cause.getProblem(), cause.getCure(), cause);
	}

}
