package io.github.mixedsession.shop.cart;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a visitor wants to buy. Immutable, so that a change can be computed again when
 * another request was faster.
 *
 * @param items the items, at most one for each product
 */
public record Cart(List<CartItem> items) implements Serializable {

	public static final Cart EMPTY = new Cart(List.of());

	/** The most of one product that a cart holds. */
	static final int MAX_QUANTITY = 9_999;

	public Cart {
		items = List.copyOf(items);
	}

	/**
	 * Returns this cart with more of a product, or with fewer.
	 * @param sku the product
	 * @param difference how many more, negative for fewer
	 * @return the new cart
	 */
	public Cart plus(String sku, int difference) {
		List<CartItem> changed = new ArrayList<>(this.items);
		int index = indexOf(sku);
		long before = (index < 0) ? 0 : this.items.get(index).quantity();
		CartItem item = new CartItem(sku, (int) Math.max(0, Math.min(before + difference, MAX_QUANTITY)));
		if (index < 0) {
			changed.add(item);
		}
		else {
			changed.set(index, item);
		}
		changed.removeIf((candidate) -> candidate.quantity() == 0);
		return new Cart(changed);
	}

	public Cart plus(Cart other) {
		Cart sum = this;
		for (CartItem item : other.items()) {
			sum = sum.plus(item.sku(), item.quantity());
		}
		return sum;
	}

	/**
	 * Returns this cart with fewer of a product, if it holds the product.
	 * @param sku the product
	 * @param quantity how many fewer, positive
	 * @return the new cart
	 */
	public Cart minus(String sku, int quantity) {
		return (indexOf(sku) < 0) ? this : plus(sku, -quantity);
	}

	public Cart without(String sku) {
		return new Cart(this.items.stream().filter((item) -> !item.sku().equals(sku)).toList());
	}

	public boolean isEmpty() {
		return this.items.isEmpty();
	}

	/**
	 * Returns how many things are in the cart.
	 * @return the sum of all quantities
	 */
	public int count() {
		return this.items.stream().mapToInt(CartItem::quantity).sum();
	}

	private int indexOf(String sku) {
		for (int i = 0; i < this.items.size(); i++) {
			if (this.items.get(i).sku().equals(sku)) {
				return i;
			}
		}
		return -1;
	}

}
