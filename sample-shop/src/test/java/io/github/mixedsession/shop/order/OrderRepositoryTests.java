package io.github.mixedsession.shop.order;

import java.io.IOException;
import java.util.List;

import javax.sql.DataSource;

import io.github.mixedsession.shop.catalog.Price;
import io.github.mixedsession.shop.catalog.ProductRepository;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderRepository} and the scripts, on H2 and on PostgreSQL.
 */
class OrderRepositoryTests {

	private static EmbeddedPostgres postgres;

	private static EmbeddedDatabase h2;

	@BeforeAll
	static void startDatabases() throws IOException {
		postgres = EmbeddedPostgres.start();
		h2 = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
	}

	@AfterAll
	static void stopDatabases() throws IOException {
		h2.shutdown();
		postgres.close();
	}

	static List<DataSource> databases() {
		return List.of(h2, postgres.getPostgresDatabase());
	}

	@ParameterizedTest
	@MethodSource("databases")
	void ordersAreStoredAfterTheScriptsRanTwice(DataSource dataSource) {
		runScripts(dataSource);
		runScripts(dataSource);
		JdbcClient jdbc = JdbcClient.create(dataSource);
		assertThat(new ProductRepository(jdbc).findAll()).hasSizeGreaterThanOrEqualTo(8)
			.first()
			.satisfies((product) -> assertThat(product.sku()).isEqualTo("mug"));
		OrderRepository orders = new OrderRepository(jdbc);
		OrderLine lamp = new OrderLine("lamp", "Lamp", 1, new Price(7900));
		OrderLine mug = new OrderLine("mug", "Mug", 2, new Price(1800));
		String visitors = orders.place(new NewOrder(null, "Bob", "Street 2", "1111", List.of(mug)));
		String customers = orders.place(new NewOrder("customer", "Ada", "Street 1", "4321", List.of(mug, lamp)));
		assertThat(customers).isNotEqualTo(visitors);
		assertThat(orders.findByCustomer("customer")).singleElement().satisfies((order) -> {
			assertThat(order.number()).isEqualTo(customers);
			assertThat(order.total()).isEqualTo(new Price(11500));
			assertThat(order.cardLastFour()).isEqualTo("4321");
			assertThat(order.lines()).containsExactly(lamp, mug);
		});
		assertThat(orders.findLatest()).extracting(Order::number).containsExactly(customers, visitors);
	}

	private static void runScripts(DataSource dataSource) {
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql"), new ClassPathResource("data.sql"))
			.execute(dataSource);
	}

}
