package io.github.mixedsession.channel;

import io.github.mixedsession.Channel;

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

	boolean isMetBy(Channel channel) {
		return this == ANY || (this == SECURE) == (channel == Channel.SECURE);
	}

}
