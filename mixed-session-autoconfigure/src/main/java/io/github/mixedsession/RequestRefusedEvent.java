package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request was refused for its channel, path, host or credentials, or for
 * what it tried to store, once it has been answered. Anybody can cause it as often as
 * they like. Holds no usable id.
 */
public class RequestRefusedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** Why it was refused. */
	private final RefusalReason reason;

	/** The channel that it came over. */
	private final Channel channel;

	/** The path of the request. */
	private final String path;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param reason why the request was refused
	 * @param channel the channel that it arrived over
	 * @param path its path, fit for a log
	 */
	public RequestRefusedEvent(Object source, RefusalReason reason, Channel channel, String path) {
		super(source);
		this.reason = reason;
		this.channel = channel;
		this.path = path;
	}

	/**
	 * Returns why the request was refused.
	 * @return the reason
	 */
	public RefusalReason getReason() {
		return this.reason;
	}

	/**
	 * Returns the channel that the request arrived over.
	 * @return the channel
	 */
	public Channel getChannel() {
		return this.channel;
	}

	/**
	 * Returns the path of the request, as the client sent it.
	 * @return the path in printable ASCII, shortened, without query and path parameters
	 */
	public String getPath() {
		return this.path;
	}

	@Override
	public String toString() {
		return "RequestRefusedEvent[reason=" + this.reason + ", channel=" + this.channel + ", path=" + this.path + "]";
	}

}
