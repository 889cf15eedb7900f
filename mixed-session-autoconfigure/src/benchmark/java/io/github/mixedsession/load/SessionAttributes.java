package io.github.mixedsession.load;

import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Keeps it in the session, as anybody would.
 */
final class SessionAttributes implements Attributes {

	@Override
	public void begin(HttpServletRequest request, HttpServletResponse response, boolean login) {
		HttpSession session = request.getSession();
		for (int i = 0; i < LoadController.ATTRIBUTES; i++) {
			session.setAttribute(LoadController.name(i), LoadController.value(i));
		}
		if (login) {
			new HttpSessionSecurityContextRepository().saveContext(LoadApplication.user(), request, response);
		}
	}

	@Override
	public String get(HttpServletRequest request, String name) {
		return (String) Objects.requireNonNull(request.getSession().getAttribute(name), "No such attribute");
	}

	@Override
	public void set(HttpServletRequest request, String name, String value) {
		request.getSession().setAttribute(name, value);
	}

}
