package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that runs its database at a stricter isolation than usual: no request
 * fails because of others of the same visitor.
 */
class StrictIsolationTests {

	private static final int ROUNDS = 20;

	@OnMySql
	@Test
	void noRequestFailsOnMySql() throws Exception {
		noRequestFails(TestDatabase.MYSQL, "&sessionVariables=transaction_isolation='SERIALIZABLE'");
	}

	@ParameterizedTest
	@CsvSource({ "POSTGRESQL, &options=-c%20default_transaction_isolation=serializable",
			"POSTGRESQL, &options=-c%20default_transaction_isolation=repeatable%5C%20read",
			"MARIADB, &sessionVariables=tx_isolation='SERIALIZABLE'",
			"H2, ;INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE" })
	void noRequestFails(TestDatabase database, String settings) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try (Site site = Site.start(database.createDataSource(settings), List.of(), Site.withRules())) {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=0");
			for (int round = 0; round < ROUNDS; round++) {
				List<Callable<Reply>> requests = new ArrayList<>();
				// every request records its access
				site.clock().advance(Duration.ofMinutes(2));
				for (String path : List.of("/session", "/set?name=a&value=" + round, "/cart/add?name=count", "/session",
						"/set?name=b" + round + "&value=x", "/remove?name=b" + (round - 1), "/rotate", "/session")) {
					requests.add(() -> visitor.http(path));
				}
				for (Future<Reply> reply : executor.invokeAll(requests, 60, TimeUnit.SECONDS)) {
					assertThat(reply.get().status()).isEqualTo(200);
				}
			}
			Reply last = visitor.http("/session");
			assertThat(last.line("@cart")).isEqualTo("0");
			assertThat(last.line("@count")).isEqualTo(String.valueOf(ROUNDS));
		}
		finally {
			executor.shutdownNow();
		}
	}

}
