package io.github.mixedsession.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where a relational database keeps sessions, or the ledger of those that cookies
 * hold.
 */
final class OnJdbcStoreCondition extends SpringBootCondition {

	static final String STORE = "mixed-session.store";

	static final String LEDGER = "mixed-session.cookie.ledger";

	private static StoreType storeType(Environment environment) {
		return Binder.get(environment).bind(STORE, StoreType.class).orElse(StoreType.AUTO);
	}

	static boolean matches(Environment environment) {
		return storeType(environment) != StoreType.COOKIE || environment.getProperty(LEDGER, Boolean.class, false);
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		return new ConditionOutcome(matches(environment),
				ConditionMessage.forCondition("Store of sessions").because(STORE + " is " + storeType(environment)));
	}

}
