package io.github.mixedsession.shop.journey;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A purchase that changes the node at every request.
 */
final class Purchase {

	private Purchase() {
	}

	/**
	 * Buys something, and looks at the account page.
	 * @return the page
	 */
	static String make(ShopNode first, ShopNode second) throws Exception {
		ShopClient visitor = new ShopClient(List.of(first, second));
		visitor.get(false, "/products/mug");
		assertThat(visitor.post(false, "/cart/items", Map.of("sku", "mug", "quantity", "2"))).isEqualTo("http /cart");
		String insecureId = visitor.cookies().get("SESSION");
		assertThat(visitor.get(false, "/cart/checkout")).isEqualTo("https /cart/checkout");
		assertThat(visitor.cookies()).containsKey("__Host-SESSION").doesNotContainEntry("SESSION", insecureId);

		visitor.get(true, "/login");
		assertThat(visitor.post(true, "/login", Map.of("username", "customer", "password", "demo-only")))
			.startsWith("https /account");
		visitor.get(true, "/cart/checkout");
		assertThat(visitor.post(true, "/cart/checkout",
				Map.of("name", "Ada", "address", "12 St James's Square", "card", "4242424242424242")))
			.isEqualTo("http /cart/checkout/complete");
		String order = visitor.body().replaceAll("(?s).*id=\"order-number\">([^<]+)<.*", "$1");
		assertThat(order).startsWith("KK-");

		visitor.get(true, "/account");
		assertThat(visitor.body()).contains(order);
		return visitor.body();
	}

}
