package io.github.mixedsession.observation;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of the store's observations, all of low cardinality.
 */
final class SessionStoreConvention implements ObservationConvention<SessionStoreContext> {

	static final String NAME = "mixed.session.store";

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof SessionStoreContext;
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(SessionStoreContext context) {
		return "session " + context.getOperation().value();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(SessionStoreContext context) {
		return KeyValues.of("operation", context.getOperation().value(), "outcome", context.getOutcome());
	}

}
