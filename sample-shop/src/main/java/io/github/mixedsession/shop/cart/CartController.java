package io.github.mixedsession.shop.cart;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.shop.catalog.Product;
import io.github.mixedsession.shop.catalog.ProductRepository;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * Shows and changes the cart, on the channel that the visitor is on. Looking at the cart
 * starts no session; changing it does.
 */
@Controller
@RequestMapping("/cart")
class CartController {

	private final ProductRepository products;

	private final CartPricing pricing;

	CartController(ProductRepository products, CartPricing pricing) {
		this.products = products;
		this.pricing = pricing;
	}

	@GetMapping
	String show(@SessionAttribute(name = SessionCart.ATTRIBUTE, required = false) @Nullable Cart cart,
			HttpServletResponse response, Model model) {
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
		model.addAttribute("contents", this.pricing.price(cart));
		return "cart/cart";
	}

	@PostMapping("/items")
	String add(@RequestParam String sku, @Valid AddToCartForm form, BindingResult errors, MixedSession session,
			HttpServletResponse response, Model model) {
		Product product = this.products.get(sku);
		Integer quantity = errors.hasErrors() ? null : form.quantity();
		if (quantity == null) {
			response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
			model.addAttribute("product", product);
			model.addAttribute("quantityError", "Please choose a quantity between 1 and 99.");
			return "catalog/product";
		}
		SessionCart.change(session, (cart) -> cart.plus(sku, quantity));
		return "redirect:/cart";
	}

	@PostMapping("/items/{sku}/remove")
	String remove(@PathVariable String sku, @RequestParam(required = false) @Nullable Integer quantity,
			MixedSession session) {
		SessionCart.change(session,
				(cart) -> (quantity != null && quantity > 0) ? cart.minus(sku, quantity) : cart.without(sku));
		return "redirect:/cart";
	}

}
