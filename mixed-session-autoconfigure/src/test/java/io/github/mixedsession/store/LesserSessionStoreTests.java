package io.github.mixedsession.store;

import java.util.EnumSet;

import io.github.mixedsession.store.contract.SessionStoreContractTests;

/**
 * What a store may lack is all that it may lack.
 */
class LesserSessionStoreTests extends SessionStoreContractTests {

	@Override
	protected SessionStore createStore() {
		return new LesserSessionStore(EnumSet.allOf(StoreCapability.class));
	}

}
