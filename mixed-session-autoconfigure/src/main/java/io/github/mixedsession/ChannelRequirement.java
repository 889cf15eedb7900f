package io.github.mixedsession;

/**
 * What a rule says of a request.
 */
public enum ChannelRequirement {

	/** HTTPS alone. */
	SECURE,

	/** HTTP alone. */
	INSECURE,

	/** Stay on the channel that the request arrived over. */
	ANY;

	/**
	 * Answers whether a request over a channel has what it requires.
	 * @param channel the channel
	 * @return whether it can be served there
	 */
	public boolean isMetBy(Channel channel) {
		return this == ANY || (this == SECURE) == (channel == Channel.SECURE);
	}

}
