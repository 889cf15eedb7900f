package io.github.mixedsession.shop.wire;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Locator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows visitors their own traffic, and what an attacker makes of it.
 */
@Controller
@RequestMapping("/wire")
class WireController {

	private static final String LIVE = "wire/live :: live";

	private final Tapes tapes;

	private final Replay replay;

	private final Environment environment;

	WireController(Tapes tapes, Replay replay, Environment environment) {
		this.tapes = tapes;
		this.replay = replay;
		this.environment = environment;
	}

	@ModelAttribute
	void keepFromCaches(HttpServletResponse response) {
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
	}

	@GetMapping
	String page(HttpServletRequest request, Model model) {
		MixedSession session = MixedSessions.find(request);
		model.addAttribute("wire", page(request, session));
		model.addAttribute("replayable", isReplayable(session));
		model.addAttribute("inCookies", isInCookies());
		model.addAttribute("other", other(request));
		return "wire/wire";
	}

	/**
	 * What there is to see over the present channel. Asked for when the session is on
	 * HTTPS already, so that it turns no id.
	 */
	@GetMapping("/own")
	String own(HttpServletRequest request, Model model) {
		WirePage page = page(request, MixedSessions.find(request));
		if (page == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		model.addAttribute("wire", page);
		return LIVE;
	}

	/**
	 * What crossed HTTP, over either channel. The page asks for it every two seconds, so
	 * it has no session: looking at one over the other channel makes it cross, and
	 * looking at it at all keeps it alive.
	 */
	@GetMapping("/live")
	String live(Model model) {
		SniffedId presented = presented();
		Traffic traffic = this.tapes.findByLatest(presented);
		if (traffic == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}
		model.addAttribute("wire", new WirePage(traffic, null, presented));
		return LIVE;
	}

	@PostMapping("/replay")
	String replay(HttpServletRequest request, @RequestParam(defaultValue = "false") boolean takeOver) {
		MixedSession session = MixedSessions.find(request);
		Locator locator = (session != null) ? Locator.parse(session.getId()) : null;
		Traffic traffic = (locator != null) ? this.tapes.find(locator) : null;
		SniffedId sniffed = (traffic != null) ? traffic.sniffed() : null;
		if (session == null || locator == null || traffic == null || sniffed == null || !mayReplay(session, traffic)) {
			return "redirect:/wire";
		}
		ReplayResult result = this.replay.run(sniffed, isReplayable(session), takeOver);
		if (result == null) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
		}
		this.tapes.replayed(locator, result);
		return "redirect:/wire#replay";
	}

	/** Whoever has an older id must not have a newer one used. */
	private static boolean mayReplay(MixedSession session, Traffic traffic) {
		SniffedId presented = presented();
		return session.getView() == SessionView.SECURE || (presented != null && traffic.isLatest(presented));
	}

	private @Nullable WirePage page(HttpServletRequest request, @Nullable MixedSession session) {
		Locator locator = (session != null) ? Locator.parse(session.getId()) : null;
		Traffic traffic = (locator != null) ? this.tapes.find(locator) : null;
		if (session == null || traffic == null || !mayRead(session, traffic)) {
			return null;
		}
		WireReader reader = (request.isSecure() && session.getView() == SessionView.SECURE) ? WireReader.of(session)
				: null;
		return new WirePage(traffic, reader, presented());
	}

	/**
	 * Whoever has an id that was replaced, and still opens the session for a moment, and
	 * an old cookie, which is the session of then, have no part in the traffic of now.
	 */
	private boolean mayRead(MixedSession session, Traffic traffic) {
		SniffedId presented = presented();
		return (session.getView() == SessionView.SECURE && !isInCookies())
				|| (presented != null && traffic.isLatest(presented));
	}

	private static @Nullable SniffedId presented() {
		Recording recording = Recording.current();
		return (recording != null) ? recording.presented().insecure() : null;
	}

	/**
	 * Whoever shows the id of a session that has no secure side yet to HTTPS begins that
	 * side. A session in cookies is only ever copied.
	 */
	private boolean isReplayable(@Nullable MixedSession session) {
		return session != null && (session.hasSecureSide() || isInCookies());
	}

	private boolean isInCookies() {
		return "cookie".equals(this.environment.getProperty("mixed-session.store"));
	}

	private @Nullable String other(HttpServletRequest request) {
		String scheme = request.isSecure() ? "http" : "https";
		String port = this.environment.getProperty("local.mixed-session." + scheme + ".port");
		return (port != null) ? scheme + "://" + request.getServerName() + ":" + port + "/wire" : null;
	}

}
