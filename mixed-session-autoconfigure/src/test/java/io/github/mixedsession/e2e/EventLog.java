package io.github.mixedsession.e2e;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.EventListener;

import io.github.mixedsession.SessionStepDownEvent;

/**
 * Writes down what the site publishes, and vetoes step-downs when it is told to.
 */
final class EventLog {

	private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();

	private final List<String> created = new CopyOnWriteArrayList<>();

	private final List<String> destroyed = new CopyOnWriteArrayList<>();

	private volatile boolean vetoing;

	@EventListener
	void on(ApplicationEvent event) {
		if (event.getClass().getName().contains("session")) {
			this.events.add(event);
		}
		if (this.vetoing && event instanceof SessionStepDownEvent stepDown) {
			stepDown.veto();
		}
	}

	/**
	 * Returns what has to be told of beginnings and ends.
	 */
	HttpSessionListener listener() {
		return new HttpSessionListener() {

			@Override
			public void sessionCreated(HttpSessionEvent event) {
				EventLog.this.created.add(event.getSession().getId());
			}

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				EventLog.this.destroyed.add(event.getSession().getId());
			}

		};
	}

	void clear() {
		this.events.clear();
		this.created.clear();
		this.destroyed.clear();
	}

	void veto(boolean veto) {
		this.vetoing = veto;
	}

	<T extends ApplicationEvent> List<T> of(Class<T> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	List<ApplicationEvent> all() {
		return List.copyOf(this.events);
	}

	List<String> created() {
		return List.copyOf(this.created);
	}

	List<String> destroyed() {
		return List.copyOf(this.destroyed);
	}

}
