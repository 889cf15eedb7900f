package io.github.mixedsession.shop.order;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.github.mixedsession.shop.catalog.Price;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The orders in the database, which hands out their numbers: two nodes never use the same
 * one.
 */
@Repository
public class OrderRepository {

	private static final String SELECT = """
			select id, placed_at, customer, recipient, card_last_four, total_cents from customer_order
			""";

	private final JdbcClient jdbc;

	private final Clock clock = Clock.systemUTC();

	public OrderRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Stores an order.
	 * @param order the order
	 * @return its number
	 */
	@Transactional
	public String place(NewOrder order) {
		GeneratedKeyHolder key = new GeneratedKeyHolder();
		this.jdbc.sql("""
				insert into customer_order (placed_at, customer, recipient, address, card_last_four, total_cents)
				values (:placedAt, :customer, :recipient, :address, :cardLastFour, :total)
				""")
			.param("placedAt", OffsetDateTime.now(this.clock))
			.param("customer", order.customer())
			.param("recipient", order.recipient())
			.param("address", order.address())
			.param("cardLastFour", order.cardLastFour())
			.param("total", order.total().cents())
			.update(key, "id");
		long id = Objects.requireNonNull(key.getKey(), "No order id").longValue();
		order.lines().forEach((line) -> insertLine(id, line));
		return format(id);
	}

	public List<Order> findByCustomer(String customer) {
		return this.jdbc.sql(SELECT + "where customer = :customer order by id desc limit 50")
			.param("customer", customer)
			.query(this::map)
			.list();
	}

	public List<Order> findLatest() {
		return this.jdbc.sql(SELECT + "order by id desc limit 100").query(this::map).list();
	}

	private void insertLine(long orderId, OrderLine line) {
		this.jdbc.sql("""
				insert into customer_order_line (order_id, sku, name, quantity, price_cents)
				values (:orderId, :sku, :name, :quantity, :price)
				""")
			.param("orderId", orderId)
			.param("sku", line.sku())
			.param("name", line.name())
			.param("quantity", line.quantity())
			.param("price", line.price().cents())
			.update();
	}

	private Order map(ResultSet row, int number) throws SQLException {
		long id = row.getLong("id");
		return new Order(format(id), row.getObject("placed_at", OffsetDateTime.class).toInstant(),
				row.getString("customer"), row.getString("recipient"), row.getString("card_last_four"),
				new Price(row.getLong("total_cents")), findLines(id));
	}

	private List<OrderLine> findLines(long orderId) {
		return this.jdbc
			.sql("select sku, name, quantity, price_cents from customer_order_line where order_id = :id order by sku")
			.param("id", orderId)
			.query((row, number) -> new OrderLine(row.getString("sku"), row.getString("name"), row.getInt("quantity"),
					new Price(row.getLong("price_cents"))))
			.list();
	}

	private static String format(long id) {
		return String.format(Locale.ROOT, "KK-%06d", id);
	}

}
