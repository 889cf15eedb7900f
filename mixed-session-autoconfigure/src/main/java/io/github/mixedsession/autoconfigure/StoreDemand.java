package io.github.mixedsession.autoconfigure;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.springframework.context.ApplicationContext;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;

/**
 * What a part of the application asks of the store, where not every store can do it.
 *
 * @param capability what it counts on
 * @param reason what for, as the end of a sentence that begins with the part
 * @param cure what to do about the part, as the beginning of a sentence
 * @param part finds the part and names it, as the beginning of a sentence
 */
record StoreDemand(StoreCapability capability, String reason, String cure,
		Function<ApplicationContext, Optional<String>> part) {

	private static final String LEDGER = ", or set " + OnStoreCondition.LEDGER + " to true";

	/**
	 * The demand of whatever beans there are of a type.
	 */
	static StoreDemand ofBeans(Class<?> type, StoreCapability capability, String reason, String cure) {
		return new StoreDemand(capability, reason, cure,
				(context) -> Stream.of(context.getBeanNamesForType(type, true, false))
					.findFirst()
					.map((name) -> "The bean '" + name + "', a " + type.getSimpleName() + ","));
	}

	/**
	 * Fails if the application has the part, and the store lacks what it counts on.
	 * @param ofLedger what the store could do with a ledger, which it has not got
	 */
	void check(SessionStore store, Set<StoreCapability> ofLedger, ApplicationContext context) {
		if (!store.capabilities().contains(this.capability)) {
			this.part.apply(context).ifPresent((name) -> {
				throw new MisconfigurationException(
						name + " " + this.reason + ". The store of the sessions, " + store.getClass().getName()
								+ ", can't: it lacks " + this.capability + ".",
						this.cure + (ofLedger.contains(this.capability) ? LEDGER : "")
								+ ", or keep the sessions in a store that has " + this.capability + ".");
			});
		}
	}

}
