package io.github.mixedsession.session;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.store.Partition;

/**
 * Tells of values that could not be read, once for each request and value (invariant 17).
 * Thread-safe.
 */
final class UnreadableAttributes {

	private static final Log logger = LogFactory.getLog(UnreadableAttributes.class);

	private static final String UNREADABLE = ". Its class may be gone, changed (give it a serialVersionUID), or not "
			+ "allowed by mixed-session.serialization-filter or a JSON serializer.";

	private static final String BROKEN = ". Somebody has written to the session store, or it was stored before "
			+ "mixed-session.attributes.seal was true or before there was a key (mixed-session.encryption.keys, "
			+ "accept-unencrypted), or its key is gone.";

	private final PolicyContext context;

	private final KeyedThrottle lines;

	UnreadableAttributes(PolicyContext context) {
		this.context = context;
		this.lines = new KeyedThrottle(context.clock());
	}

	/**
	 * Tells of those that a session has met since it last was asked.
	 */
	void tell(HeldSession session) {
		List<UnreadableValue> untold = session.attributes().values().takeUntold();
		if (!untold.isEmpty()) {
			untold.stream().filter((value) -> !isSealedSince(value, session)).forEach((value) -> tell(session, value));
		}
	}

	/** Nothing is wrong with it: a parallel request has the key. */
	private boolean isSealedSince(UnreadableValue value, HeldSession session) {
		return value.partition() == Partition.SECURE && session.state().lacksFamily()
				&& this.context.codecs().areSecureValuesSealed();
	}

	private void tell(HeldSession session, UnreadableValue value) {
		if (this.lines.tryAcquire(value.name())) {
			logger.warn("The session attribute '" + value.name().replaceAll("\\p{Cntrl}", "_")
					+ "' can't be read and counts as absent, until it is set again: " + value.cause()
					+ (BrokenSealException.class.getName().equals(value.cause()) ? BROKEN : UNREADABLE)
					+ " Logged once a minute for each name.");
		}
		this.context.events()
			.publishEvent(new UnreadableAttributeEvent(this, value.name(), visibility(value), session.record().handle(),
					value.cause()));
	}

	private AttributeVisibility visibility(UnreadableValue value) {
		return switch (value.partition()) {
			case SHARED -> AttributeVisibility.SHARED;
			case INSECURE -> AttributeVisibility.PER_CHANNEL;
			case SECURE -> (this.context.visibilities().rule(value.name()) == AttributeVisibility.PER_CHANNEL)
					? AttributeVisibility.PER_CHANNEL : AttributeVisibility.SECURE;
		};
	}

}
