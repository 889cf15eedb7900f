package io.github.mixedsession.shop.journey;

import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A purchase that changes the node at every request, on one PostgreSQL.
 */
class TwoNodesTests {

	@Test
	void purchaseLosesNothingWhenTheNodeChangesAtEveryRequest(@TempDir Path directory) throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
				RunningShop first = start(postgres, directory);
				RunningShop second = start(postgres, directory)) {
			Purchase.make(first, second);
		}
	}

	private static RunningShop start(EmbeddedPostgres postgres, Path directory) {
		return RunningShop.start(directory, "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
				"--spring.datasource.hikari.maximum-pool-size=5", "--spring.sql.init.mode=always",
				"--mixed-session.jdbc.initialize-schema=always");
	}

}
