package io.github.mixedsession.shop.order;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows everybody's orders to those who pack them.
 */
@Controller
class AdminOrdersController {

	private final OrderRepository orders;

	AdminOrdersController(OrderRepository orders) {
		this.orders = orders;
	}

	@GetMapping("/admin/orders")
	String list(Model model) {
		model.addAttribute("orders", this.orders.findLatest());
		return "admin/orders";
	}

}
