package io.github.mixedsession.shop.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The products in the database.
 */
@Repository
public class ProductRepository {

	private static final String SELECT = "select sku, name, tagline, description, price_cents from product";

	private final JdbcClient jdbc;

	public ProductRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	public List<Product> findAll() {
		return this.jdbc.sql(SELECT + " order by shelf_position").query(ProductRepository::map).list();
	}

	/**
	 * Returns a product.
	 * @param sku identifies the product
	 * @return the product
	 * @throws ProductNotFoundException if there is none
	 */
	public Product get(String sku) {
		return this.jdbc.sql(SELECT + " where sku = :sku")
			.param("sku", sku)
			.query(ProductRepository::map)
			.optional()
			.orElseThrow(() -> new ProductNotFoundException(sku));
	}

	private static Product map(ResultSet row, int number) throws SQLException {
		return new Product(row.getString("sku"), row.getString("name"), row.getString("tagline"),
				row.getString("description"), new Price(row.getLong("price_cents")));
	}

}
