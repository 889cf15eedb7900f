package io.github.mixedsession.autoconfigure;

import io.github.mixedsession.session.OldSession;
import io.github.mixedsession.store.SessionStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What is looked up by name or made at run time: the scripts, and proxies of the Servlet
 * API and the store. Spring Session and Spring Security have hints of their own for what
 * they keep in a session.
 */
class MixedSessionRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern("io/github/mixedsession/**/*.sql")
			.registerPattern("io/github/mixedsession/**/*.lua");
		hints.proxies()
			.registerJdkProxy(HttpServletRequest.class)
			.registerJdkProxy(HttpServletResponse.class)
			.registerJdkProxy(HttpSession.class)
			.registerJdkProxy(SessionStore.class)
			.registerJdkProxy(OldSession.class);
		// What the proxies of a session and of a store pass on.
		hints.reflection()
			.registerType(HttpSession.class, MemberCategory.INVOKE_PUBLIC_METHODS)
			.registerType(SessionStore.class, MemberCategory.INVOKE_PUBLIC_METHODS)
			.registerType(OldSession.class, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
