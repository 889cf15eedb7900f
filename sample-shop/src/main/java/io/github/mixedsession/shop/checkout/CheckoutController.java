package io.github.mixedsession.shop.checkout;

import java.security.Principal;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.shop.cart.Cart;
import io.github.mixedsession.shop.cart.CartPricing;
import io.github.mixedsession.shop.cart.PricedCart;
import io.github.mixedsession.shop.cart.SessionCart;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Validator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * The checkout. A POST with all the fields places the order, or with
 * {@code action=review} leads to where it is shown once more, by a redirect, so that a
 * reload sends nothing again; a POST without a field places what was reviewed.
 */
@Controller
@RequestMapping("/cart/checkout")
class CheckoutController {

	private static final String CART_IS_EMPTY = "redirect:/cart?notice=empty";

	private final CartPricing pricing;

	private final Checkout checkout;

	private final Validator validator;

	CheckoutController(CartPricing pricing, Checkout checkout, Validator validator) {
		this.pricing = pricing;
		this.checkout = checkout;
		this.validator = validator;
	}

	@GetMapping
	String show(HttpServletRequest request, @RequestParam(required = false) @Nullable String edit,
			@SessionAttribute(name = SessionCart.ATTRIBUTE, required = false) @Nullable Cart cart, Model model) {
		PricedCart contents = this.pricing.price(cart);
		if (contents.isEmpty()) {
			return CART_IS_EMPTY;
		}
		MixedSession session = MixedSessions.of(request);
		show(session, contents, cart, model);
		CheckoutDetails details = CheckoutDetails.find(session);
		if (details != null && edit == null) {
			model.addAttribute("details", details);
			return "checkout/review";
		}
		model.addAttribute("form", (details != null) ? new CheckoutForm(details.name(), details.address(), null)
				: new CheckoutForm(null, null, null));
		return "checkout/form";
	}

	@PostMapping
	String submit(@ModelAttribute("form") CheckoutForm form, BindingResult errors,
			@RequestParam(required = false) @Nullable String action,
			@SessionAttribute(name = SessionCart.ATTRIBUTE, required = false) @Nullable Cart cart, MixedSession session,
			@Nullable Principal user, HttpServletResponse response, Model model) {
		PricedCart contents = this.pricing.price(cart);
		if (contents.isEmpty()) {
			return CART_IS_EMPTY;
		}
		CheckoutDetails details = form.isAbsent() ? CheckoutDetails.find(session) : null;
		if (details == null) {
			this.validator.validate(form, errors);
			if (errors.hasErrors()) {
				response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
				show(session, contents, cart, model);
				return "checkout/form";
			}
			details = form.toDetails();
		}
		if ("review".equals(action)) {
			details.storeIn(session);
			return "redirect:/cart/checkout";
		}
		return switch (this.checkout.place(session, (user != null) ? user.getName() : null, details)) {
			case PLACED -> "redirect:/cart/checkout/complete";
			case EMPTY -> CART_IS_EMPTY;
			case CHANGED -> {
				details.storeIn(session);
				yield "redirect:/cart/checkout?notice=changed";
			}
		};
	}

	private void show(MixedSession session, PricedCart contents, @Nullable Cart cart, Model model) {
		if (cart != null) {
			this.checkout.show(session, cart);
		}
		model.addAttribute("contents", contents);
	}

	@GetMapping("/complete")
	String complete(@SessionAttribute(name = Checkout.ORDER_NUMBER, required = false) @Nullable String orderNumber) {
		return (orderNumber != null) ? "checkout/complete" : "redirect:/cart";
	}

}
