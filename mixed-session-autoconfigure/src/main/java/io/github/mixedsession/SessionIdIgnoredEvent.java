package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request presented ids that counted for nothing although they may be
 * real ones (invariant 1, attack 6). Anybody can cause it as often as they like. Holds no
 * usable id.
 */
public class SessionIdIgnoredEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** Why they were ignored. */
	private final IgnoredIdReason reason;

	/** Which of the two cookies it was. */
	private final IdKind kind;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param reason why the ids were ignored
	 * @param kind {@link IdKind#SECURE} for secure ids
	 */
	public SessionIdIgnoredEvent(Object source, IgnoredIdReason reason, IdKind kind) {
		super(source);
		this.reason = reason;
		this.kind = kind;
	}

	/**
	 * Returns why the ids were ignored.
	 * @return the reason
	 */
	public IgnoredIdReason getReason() {
		return this.reason;
	}

	/**
	 * Returns which ids were ignored.
	 * @return {@link IdKind#SECURE} for secure ids
	 */
	public IdKind getKind() {
		return this.kind;
	}

	@Override
	public String toString() {
		return "SessionIdIgnoredEvent[reason=" + this.reason + ", kind=" + this.kind + "]";
	}

}
