package io.github.mixedsession.e2e;

import java.io.Serial;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring and an application keep in a session by themselves, first set over HTTPS.
 */
class FirstOverHttpsAttackTests {

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private static Site site(Server server) {
		return SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Pages.class, Notes.class)));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	private static Browser visitor(Server server) {
		Browser visitor = site(server).browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/session");
		return visitor;
	}

	@ParameterizedTest
	@EnumSource
	void a38HomeGrownLoginIsNotOpenToASniffedId(Server server) {
		Browser customer = visitor(server);
		customer.https("/secure/rotate");
		customer.https("/secure/set?name=user&value=rob");
		customer.http("/page");
		Browser eavesdropper = customer.eavesdropper();
		for (boolean tls : new boolean[] { false, true }) {
			assertThat(eavesdropper.get(tls, "/session").line("@user")).isNull();
			assertThat(eavesdropper.get(tls, "/get?name=user").body()).isEqualTo("null");
		}
		assertThat(customer.https("/secure/session").line("@user")).isEqualTo("rob");
	}

	@ParameterizedTest
	@EnumSource
	void a38NameThatIsListedCannotBePlantedOverHttpToStayShared(Server server) {
		try (Site site = server.startWith(List.of(Pages.class, Notes.class),
				"mixed-session.attributes.secure=user,scopedTarget.note")) {
			Browser customer = site.browser();
			customer.http("/set?name=cart&value=mug");
			Browser eavesdropper = customer.eavesdropper();
			assertThat(eavesdropper.http("/set?name=user&value=mallory").status()).isEqualTo(403);
			assertThat(eavesdropper.http("/note/show").status()).isEqualTo(403);
			customer.https("/secure/set?name=user&value=rob");
			customer.https("/secure/note");
			customer.http("/page");
			eavesdropper = customer.eavesdropper();
			assertThat(eavesdropper.http("/session").body()).contains("@cart=mug").doesNotContain("rob", "mallory");
			assertThat(eavesdropper.http("/note/show").body()).doesNotContain("iban");
			assertThat(customer.https("/secure/session").line("@user")).isEqualTo("rob");
		}
	}

	@ParameterizedTest
	@EnumSource
	void a39FlashMessageOfHttpsIsNeitherReadNorTakenOverHttp(Server server) {
		Browser customer = visitor(server);
		assertThat(customer.https("/secure/flash").status()).isEqualTo(302);
		Browser eavesdropper = customer.eavesdropper();
		assertThat(eavesdropper.http("/message").body()).isEqualTo("null");
		assertThat(eavesdropper.https("/message").body()).isEqualTo("null");
		assertThat(customer.http("/message").body()).isEqualTo("null");
		assertThat(customer.https("/message").body()).isEqualTo("your new PIN is 4711");
		assertThat(customer.https("/message").body()).isEqualTo("null");
	}

	@ParameterizedTest
	@EnumSource
	void a39FlashMessageOfHttpIsForHttp(Server server) {
		Browser visitor = visitor(server);
		visitor.http("/flash");
		assertThat(visitor.https("/message").body()).isEqualTo("null");
		assertThat(visitor.http("/message").body()).isEqualTo("your new PIN is 4711");
	}

	@ParameterizedTest
	@EnumSource
	void a39ModelAttributeOfHttpsIsNotReadOverHttp(Server server) {
		Browser customer = visitor(server);
		customer.https("/secure/draft");
		Browser eavesdropper = customer.eavesdropper();
		assertThat(eavesdropper.http("/get?name=draft").body()).isEqualTo("null");
		assertThat(eavesdropper.https("/get?name=draft").body()).isEqualTo("null");
		assertThat(customer.https("/get?name=draft").body()).isEqualTo("iban");
	}

	@ParameterizedTest
	@EnumSource
	void a39ScopedBeanOfHttpsIsAnotherOneOverHttp(Server server) {
		Browser customer = visitor(server);
		customer.https("/secure/note");
		Browser eavesdropper = customer.eavesdropper();
		assertThat(eavesdropper.http("/note/show").body()).isEqualTo("null");
		assertThat(eavesdropper.https("/note/show").body()).isEqualTo("null");
		assertThat(customer.https("/note/show").body()).isEqualTo("iban");
	}

	@ParameterizedTest
	@EnumSource
	void flashMessagesCrossWhereTheyAreListed(Server server) {
		try (Site site = server.startWith(List.of(Pages.class, Notes.class),
				"mixed-session.attributes.shared=org.springframework.web.servlet.*")) {
			Browser customer = site.browser();
			customer.https("/secure/flash");
			assertThat(customer.http("/message").body()).isEqualTo("your new PIN is 4711");
		}
	}

	@Controller
	@SessionAttributes("draft")
	static class Pages {

		private final Note note;

		Pages(Note note) {
			this.note = note;
		}

		@GetMapping({ "/flash", "/secure/flash" })
		String flash(RedirectAttributes attributes) {
			attributes.addFlashAttribute("message", "your new PIN is 4711");
			return "redirect:/message";
		}

		@GetMapping("/message")
		@ResponseBody
		String message(Model model) {
			return String.valueOf(model.getAttribute("message"));
		}

		@GetMapping("/secure/draft")
		String draft(Model model) {
			model.addAttribute("draft", "iban");
			return "redirect:/page";
		}

		@GetMapping("/secure/note")
		@ResponseBody
		String note() {
			this.note.text("iban");
			return "noted";
		}

		@GetMapping("/note/show")
		@ResponseBody
		String show() {
			return String.valueOf(this.note.text());
		}

	}

	static class Notes {

		@Bean
		@SessionScope(proxyMode = ScopedProxyMode.TARGET_CLASS)
		Note note() {
			return new Note();
		}

	}

	static class Note implements Serializable {

		@Serial
		private static final long serialVersionUID = 1;

		private @Nullable String text;

		@Nullable String text() {
			return this.text;
		}

		void text(String newText) {
			this.text = newText;
		}

	}

}
