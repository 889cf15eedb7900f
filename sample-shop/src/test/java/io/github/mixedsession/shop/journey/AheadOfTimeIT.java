package io.github.mixedsession.shop.journey;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A purchase in the packaged shop, with the code that was generated ahead of time.
 */
class AheadOfTimeIT {

	@Test
	void customerBuysAcrossBothChannels(@TempDir Path directory) throws Exception {
		try (PackagedShop shop = PackagedShop.start(directory, "-Dspring.aot.enabled=true")) {
			assertThat(shop.log()).contains("Starting AOT-processed ShopApplication");
			ShopClient visitor = new ShopClient(List.of(shop));
			visitor.get(false, "/products/mug");
			assertThat(visitor.cookies()).isEmpty();
			assertThat(visitor.post(false, "/cart/items", Map.of("sku", "mug", "quantity", "2")))
				.isEqualTo("http /cart");
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

			visitor.get(false, "/session");
			assertThat(visitor.body()).doesNotContain("SPRING_SECURITY_CONTEXT", "checkout.");
			visitor.get(true, "/account");
			assertThat(visitor.body()).contains(order);
			assertThat(visitor.get(false, "/login")).isEqualTo("https /login");
		}
	}

	@Test
	void sessionsStayWhereTheBuildHasPutThem(@TempDir Path directory) {
		assertThatIllegalStateException()
			.isThrownBy(() -> PackagedShop.start(directory, "-Dspring.aot.enabled=true", "-Dmixed-session.store=redis"))
			.withMessageContaining("'mixed-session.store' with value 'redis' was something else")
			.withMessageContaining("Set it when the application is built too.");
	}

}
