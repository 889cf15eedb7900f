package io.github.mixedsession.springsession;

import io.github.mixedsession.test.TestDatabase;

class RepositoryContractH2Tests extends AbstractRepositoryContractTests {

	RepositoryContractH2Tests() {
		super(TestDatabase.H2);
	}

}
