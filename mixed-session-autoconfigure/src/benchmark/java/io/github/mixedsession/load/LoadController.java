package io.github.mixedsession.load;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages, the same on every side.
 */
@RestController
class LoadController {

	static final int ATTRIBUTES = 5;

	/** Of each attribute. */
	static final int CHARACTERS = Integer.getInteger("load.characters", 100);

	private static final String FORMAT = "%0" + CHARACTERS + "d";

	private final Attributes attributes;

	LoadController(Attributes attributes) {
		this.attributes = attributes;
	}

	@GetMapping("/begin")
	String begin(HttpServletRequest request, HttpServletResponse response) {
		this.attributes.begin(request, response, false);
		return "begun";
	}

	@GetMapping("/login")
	String login(HttpServletRequest request, HttpServletResponse response) {
		this.attributes.begin(request, response, true);
		return "logged in";
	}

	@GetMapping({ "/read", "/account/read" })
	String read(HttpServletRequest request) {
		return this.attributes.get(request, name(0)).substring(0, 10);
	}

	@GetMapping({ "/write", "/account/write" })
	String write(HttpServletRequest request) {
		this.attributes.set(request, name(0), value((int) System.nanoTime()));
		return "written";
	}

	@PostMapping("/rotate")
	String rotate(HttpServletRequest request) {
		request.changeSessionId();
		return "rotated";
	}

	@GetMapping("/plain")
	String plain() {
		return "plain";
	}

	static String name(int number) {
		return "attribute" + number;
	}

	/**
	 * Returns a value of as many characters as were asked for.
	 */
	static String value(int number) {
		return String.format(FORMAT, number);
	}

}
