package io.github.mixedsession.shop.cart;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

import io.github.mixedsession.shop.TestSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Cart} and {@link SessionCart}.
 */
class CartTests {

	@Test
	void plusAddsUpQuantitiesOfOneProduct() {
		Cart cart = Cart.EMPTY.plus("mug", 2).plus("lamp", 1).plus("mug", 3);
		assertThat(cart.items()).containsExactly(new CartItem("mug", 5), new CartItem("lamp", 1));
		assertThat(cart.count()).isEqualTo(6);
	}

	@Test
	void productIsRemovedWhenNothingIsLeft() {
		assertThat(Cart.EMPTY.plus("mug", 1).plus("mug", -1).isEmpty()).isTrue();
		assertThat(Cart.EMPTY.plus("mug", -1).isEmpty()).isTrue();
		assertThat(Cart.EMPTY.plus("mug", 3).plus("mug", Integer.MIN_VALUE).isEmpty()).isTrue();
	}

	@Test
	void quantityStopsAtTheMost() {
		assertThat(Cart.EMPTY.plus("mug", Integer.MAX_VALUE).plus("mug", Integer.MAX_VALUE).count())
			.isEqualTo(Cart.MAX_QUANTITY);
	}

	@Test
	void withoutRemovesAllOfAProduct() {
		Cart cart = Cart.EMPTY.plus("mug", 2).plus("lamp", 1);
		assertThat(cart.without("mug").items()).containsExactly(new CartItem("lamp", 1));
	}

	@Test
	void isStoredAsJavaDoes() throws Exception {
		Cart cart = Cart.EMPTY.plus("mug", 2);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new ObjectOutputStream(bytes).writeObject(cart);
		assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject()).isEqualTo(cart);
	}

	@Test
	void emptiedCartIsRemovedFromTheSession() {
		TestSession session = new TestSession();
		SessionCart.change(session, (cart) -> cart.plus("mug", 1));
		assertThat(session.getAttributeNames()).containsExactly(SessionCart.ATTRIBUTE);
		SessionCart.change(session, (cart) -> cart.without("mug"));
		assertThat(session.getAttributeNames()).isEmpty();
	}

	@Test
	void takeAnswersTheItemsOnce() {
		TestSession session = new TestSession();
		SessionCart.change(session, (cart) -> cart.plus("mug", 1));
		assertThat(SessionCart.take(session).count()).isOne();
		assertThat(SessionCart.take(session).isEmpty()).isTrue();
	}

}
