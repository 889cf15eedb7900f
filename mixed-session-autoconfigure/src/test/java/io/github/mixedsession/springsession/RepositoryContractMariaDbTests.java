package io.github.mixedsession.springsession;

import io.github.mixedsession.test.TestDatabase;

class RepositoryContractMariaDbTests extends AbstractRepositoryContractTests {

	RepositoryContractMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
