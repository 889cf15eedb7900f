package io.github.mixedsession.shop.checkout;

import java.util.List;

import io.github.mixedsession.shop.TestSession;
import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.cart.CartItem;
import io.github.mixedsession.shop.cart.CartPricing;
import io.github.mixedsession.shop.cart.SessionCart;
import io.github.mixedsession.shop.catalog.Price;
import io.github.mixedsession.shop.catalog.Product;
import io.github.mixedsession.shop.catalog.ProductRepository;
import io.github.mixedsession.shop.checkout.Checkout.Outcome;
import io.github.mixedsession.shop.order.NewOrder;
import io.github.mixedsession.shop.order.OrderLine;
import io.github.mixedsession.shop.order.OrderRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Checkout}.
 */
class CheckoutTests {

	private final ProductRepository products = mock();

	private final OrderRepository orders = mock();

	private final Checkout checkout = new Checkout(new CartPricing(this.products), this.orders);

	private final CheckoutDetails details = new CheckoutDetails("Ada", "Street 1", new PaymentCard("4321"));

	private final TestSession session = new TestSession();

	@BeforeEach
	void fillCart() {
		given(this.products.findAll()).willReturn(List.of(new Product("mug", "Mug", "", "", new Price(1800))));
		SessionCart.change(this.session, (cart) -> cart.plus("mug", 2));
		this.details.storeIn(this.session);
		this.checkout.show(this.session, new Cart(List.of(new CartItem("mug", 2))));
	}

	@Test
	void placeStoresOrderAndLeavesItsNumberOnly() {
		given(this.orders.place(any())).willReturn("KK-1");
		assertThat(this.checkout.place(this.session, "customer", this.details)).isEqualTo(Outcome.PLACED);
		then(this.orders).should()
			.place(new NewOrder("customer", "Ada", "Street 1", "4321",
					List.of(new OrderLine("mug", "Mug", 2, new Price(1800)))));
		assertThat(this.session.getAttributeNames()).containsExactly(Checkout.ORDER_NUMBER);
	}

	@Test
	void cartThatWasTakenPlacesNoOrder() {
		SessionCart.take(this.session);
		assertThat(this.checkout.place(this.session, null, this.details)).isEqualTo(Outcome.EMPTY);
		then(this.orders).shouldHaveNoInteractions();
	}

	@Test
	void cartThatWasNotShownPlacesNoOrder() {
		SessionCart.change(this.session, (cart) -> cart.plus("mug", 1));
		assertThat(this.checkout.place(this.session, null, this.details)).isEqualTo(Outcome.CHANGED);
		then(this.orders).shouldHaveNoInteractions();
		assertThat(SessionCart.take(this.session).count()).isEqualTo(3);
	}

	@Test
	void orderThatFailsGivesTheCartBack() {
		given(this.orders.place(any())).willThrow(new QueryTimeoutException("slow"));
		assertThatExceptionOfType(QueryTimeoutException.class)
			.isThrownBy(() -> this.checkout.place(this.session, null, this.details));
		assertThat(SessionCart.take(this.session).count()).isEqualTo(2);
		assertThat(CheckoutDetails.find(this.session)).isEqualTo(this.details);
	}

}
