package io.github.mixedsession.store;

class InMemorySessionStoreTests extends SessionStoreContractTests {

	@Override
	protected SessionStore createStore() {
		return new InMemorySessionStore();
	}

}
