package io.github.mixedsession.shop.account;

import java.security.Principal;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.shop.order.OrderRepository;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/**
 * The account page: past orders, the sessions that the user is logged in with, where they
 * can be listed, and what is stored of this one.
 */
@Controller
@RequestMapping("/account")
class AccountController {

	private final OrderRepository orders;

	private final ObjectProvider<UserSessions> sessions;

	private final StoredValues stored;

	AccountController(OrderRepository orders, ObjectProvider<UserSessions> sessions, StoredValues stored) {
		this.orders = orders;
		this.sessions = sessions;
		this.stored = stored;
	}

	@GetMapping
	String show(HttpServletRequest request, Principal principal, Model model) {
		model.addAttribute("orders", this.orders.findByCustomer(principal.getName()));
		this.sessions.ifAvailable(
				(sessions) -> model.addAttribute("sessions", sessions.find(principal.getName(), currentId(request))));
		model.addAttribute("stored", this.stored.find(currentId(request)));
		model.addAttribute("admin", request.isUserInRole("ADMIN"));
		return "account/account";
	}

	@PostMapping("/sessions/{id}/end")
	String end(@PathVariable String id, HttpServletRequest request, Principal principal) throws ServletException {
		if (id.equals(currentId(request))) {
			request.logout();
			return "redirect:/login?logout";
		}
		UserSessions sessions = this.sessions.getIfAvailable();
		if (sessions == null || !sessions.end(principal.getName(), id)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		return "redirect:/account";
	}

	private static @Nullable String currentId(HttpServletRequest request) {
		MixedSession session = MixedSessions.find(request);
		return (session != null) ? session.getId() : null;
	}

}
