package io.github.mixedsession.springsession;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

@OnMySql
class RepositoryContractMySqlTests extends AbstractRepositoryContractTests {

	RepositoryContractMySqlTests() {
		super(TestDatabase.MYSQL);
	}

}
