package io.github.mixedsession.autoconfigure;

import java.util.Locale;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.github.mixedsession.MisconfigurationException;

/**
 * Matches where a server keeps sessions, or the ledger of those that cookies hold.
 */
abstract class OnStoreCondition extends SpringBootCondition {

	static final String STORE = "mixed-session.store";

	static final String LEDGER = "mixed-session.cookie.ledger";

	private final StoreType type;

	private OnStoreCondition(StoreType type) {
		this.type = type;
	}

	private static StoreType storeType(Environment environment) {
		return Binder.get(environment).bind(STORE, StoreType.class).orElse(StoreType.AUTO);
	}

	/**
	 * Returns whether a server of a type may be asked for.
	 */
	static boolean matches(StoreType type, Environment environment) {
		StoreType configured = storeType(environment);
		return configured == type || configured == StoreType.AUTO
				|| (configured == StoreType.COOKIE && environment.getProperty(LEDGER, Boolean.class, false));
	}

	/**
	 * Refuses beans that were chosen for another store: an application that was built
	 * ahead of time asks no condition as it starts.
	 * @param chosen whether they were chosen for this one
	 * @param configured what the property says by now
	 */
	static void requireChosen(boolean chosen, StoreType configured) {
		if (!chosen) {
			throw new MisconfigurationException(STORE, configured.name().toLowerCase(Locale.ROOT),
					"was something else when the beans of this application were chosen (it was built ahead of time), and "
							+ "they keep sessions elsewhere",
					"Set it when the application is built too.");
		}
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		return new ConditionOutcome(matches(this.type, environment),
				ConditionMessage.forCondition("Store of sessions").because(STORE + " is " + storeType(environment)));
	}

	/**
	 * A relational database.
	 */
	static final class Jdbc extends OnStoreCondition {

		Jdbc() {
			super(StoreType.JDBC);
		}

	}

	/**
	 * Redis or Valkey.
	 */
	static final class Redis extends OnStoreCondition {

		Redis() {
			super(StoreType.REDIS);
		}

	}

}
