package io.github.mixedsession.springsession;

import io.github.mixedsession.test.TestDatabase;

class RepositoryContractPostgreSqlTests extends AbstractRepositoryContractTests {

	RepositoryContractPostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
