package io.github.mixedsession.shop.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.shop.TestSession;
import io.github.mixedsession.shop.cart.CartItem;
import io.github.mixedsession.shop.cart.SessionCart;
import io.github.mixedsession.shop.checkout.PaymentCard;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.csrf.DefaultCsrfToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionSnapshot} and {@link TransitionLog}.
 */
class SessionSnapshotTests {

	private final TestSession session = new TestSession();

	@Test
	void channelAloneIsKnownWithoutASession() {
		assertThat(SessionSnapshot.of(Channel.INSECURE, null))
			.isEqualTo(new SessionSnapshot(Channel.INSECURE, null, null, null, Map.of(), List.of()));
	}

	@Test
	void ofShowsNoSecrets() {
		SessionCart.change(this.session, (cart) -> cart.plus("mug", 2));
		this.session.setAttribute("checkout.card", new PaymentCard("4321"));
		this.session.setAttribute("csrf", new DefaultCsrfToken("h", "p", "secret-token"));
		this.session.setAttribute("context", new SecurityContextImpl(
				UsernamePasswordAuthenticationToken.authenticated("ada", "secret-password", List.of())));
		this.session.setAttribute("other", new ArrayList<>(List.of("secret-text")));
		SessionSnapshot snapshot = SessionSnapshot.of(Channel.SECURE, this.session);
		assertThat(value(snapshot, SessionCart.ATTRIBUTE)).isEqualTo(List.of(new CartItem("mug", 2)));
		assertThat(value(snapshot, "checkout.card")).isEqualTo("•••• 4321");
		assertThat(value(snapshot, "csrf")).isEqualTo("(hidden)");
		assertThat(value(snapshot, "context"))
			.isEqualTo(Map.of("name", "ada", "class", "UsernamePasswordAuthenticationToken"));
		assertThat(value(snapshot, "other")).isEqualTo("(ArrayList)");
		assertThat(snapshot.toString()).doesNotContain("secret-");
	}

	@Test
	void ofListsTheLatestTransitions() {
		TransitionLog log = new TransitionLog();
		for (int i = 0; i < 15; i++) {
			log.onStepUp(new SessionStepUpEvent(this, this.session, "/cart/checkout", CrossingCause.ARRIVAL));
			log.onStepDown(new SessionStepDownEvent(this, this.session, "/", CrossingCause.RULE));
		}
		assertThat(SessionSnapshot.of(Channel.SECURE, this.session).transitions()).hasSize(20)
			.last()
			.satisfies((transition) -> {
				assertThat(transition.type()).hasToString("step-down");
				assertThat(transition.cause()).isEqualTo(CrossingCause.RULE);
			});
	}

	private static Object value(SessionSnapshot snapshot, String name) {
		return snapshot.attributes().get(name).value();
	}

}
