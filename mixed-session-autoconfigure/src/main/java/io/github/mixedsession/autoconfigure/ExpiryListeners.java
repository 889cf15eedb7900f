package io.github.mixedsession.autoconfigure;

import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.util.ClassUtils;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/**
 * Finds who waits for the end of a session. Whoever listens to its beginning with the
 * same method, or to everything, is not known to.
 */
final class ExpiryListeners {

	private static final ResolvableType EXPIRED = ResolvableType.forClass(SessionExpiredEvent.class);

	private static final ResolvableType CREATED = ResolvableType.forClass(SessionCreatedEvent.class);

	private ExpiryListeners() {
	}

	static Optional<String> first(ApplicationContext context) {
		return Stream.concat(listeners(context), httpSessionListeners(context)).findFirst();
	}

	private static Stream<String> listeners(ApplicationContext context) {
		return (context instanceof AbstractApplicationContext publisher) ? publisher.getApplicationListeners()
			.stream()
			.filter(ExpiryListeners::waitsForTheEnd)
			.map((listener) -> "The listener " + name(listener)) : Stream.empty();
	}

	private static boolean waitsForTheEnd(ApplicationListener<?> listener) {
		GenericApplicationListener generic = (listener instanceof GenericApplicationListener itself) ? itself
				: new GenericApplicationListenerAdapter(listener);
		return generic.supportsEventType(EXPIRED) && !generic.supportsEventType(CREATED);
	}

	private static String name(ApplicationListener<?> listener) {
		String id = (listener instanceof SmartApplicationListener smart) ? smart.getListenerId() : "";
		return id.isEmpty() ? listener.getClass().getName() : id;
	}

	private static Stream<String> httpSessionListeners(ApplicationContext context) {
		return Stream.of(context.getBeanNamesForType(HttpSessionListener.class, true, false))
			.filter((name) -> hearsOfTheEnd(context.getType(name)))
			.map((name) -> "The bean '" + name + "', an HttpSessionListener,");
	}

	private static boolean hearsOfTheEnd(@Nullable Class<?> type) {
		return type != null && ClassUtils.getMethod(type, "sessionDestroyed", HttpSessionEvent.class)
			.getDeclaringClass() != HttpSessionListener.class;
	}

}
