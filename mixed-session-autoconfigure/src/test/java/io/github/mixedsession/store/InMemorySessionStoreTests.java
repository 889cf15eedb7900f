package io.github.mixedsession.store;

import io.github.mixedsession.store.contract.SessionStoreContractTests;

class InMemorySessionStoreTests extends SessionStoreContractTests {

	@Override
	protected SessionStore createStore() {
		return new InMemorySessionStore();
	}

}
