package io.github.mixedsession.shop.catalog;

import java.time.Duration;

import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The pages that show the products.
 */
@Controller
class CatalogController {

	private static final CacheControl SAME_FOR_EVERYBODY = CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();

	private final ProductRepository products;

	CatalogController(ProductRepository products) {
		this.products = products;
	}

	@GetMapping("/")
	String list(HttpServletRequest request, HttpServletResponse response, Model model) {
		model.addAttribute("products", this.products.findAll());
		if (MixedSessions.find(request) == null) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, SAME_FOR_EVERYBODY.getHeaderValue());
			response.addHeader(HttpHeaders.VARY, HttpHeaders.COOKIE);
		}
		return "catalog/list";
	}

	@GetMapping("/products/{sku}")
	String product(@PathVariable String sku, Model model) {
		model.addAttribute("product", this.products.get(sku));
		return "catalog/product";
	}

}
