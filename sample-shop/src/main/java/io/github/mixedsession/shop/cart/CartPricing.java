package io.github.mixedsession.shop.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.mixedsession.shop.catalog.Product;
import io.github.mixedsession.shop.catalog.ProductRepository;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Looks up what is in a cart. Prices are never kept in the session: what travels over
 * HTTP decides nothing about money.
 */
@Component
public class CartPricing {

	private final ProductRepository products;

	public CartPricing(ProductRepository products) {
		this.products = products;
	}

	public PricedCart price(@Nullable Cart cart) {
		if (cart == null || cart.isEmpty()) {
			return new PricedCart(List.of());
		}
		Map<String, Product> bySku = this.products.findAll()
			.stream()
			.collect(Collectors.toMap(Product::sku, Function.identity()));
		List<PricedCart.Line> lines = new ArrayList<>();
		for (CartItem item : cart.items()) {
			Product product = bySku.get(item.sku());
			if (product != null) {
				lines.add(new PricedCart.Line(product, item.quantity()));
			}
		}
		return new PricedCart(List.copyOf(lines));
	}

}
