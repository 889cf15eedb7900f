package io.github.mixedsession.session;

import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.SharedSideFullException;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;

/**
 * Bounds what the shared side of a session holds, for whoever has the insecure id can
 * write there (invariant 15). Counts what was loaded and what is about to be written,
 * without asking the store: requests at the same time don't see each other's. A session
 * that holds more than is allowed by now keeps it, and can be made smaller. Thread-safe.
 */
final class SharedBounds {

	private static final Log logger = LogFactory.getLog(SharedBounds.class);

	private final SharedLimit limit;

	private final KeyedThrottle lines;

	SharedBounds(PolicyContext context) {
		this.limit = context.settings().sharedLimit();
		this.lines = new KeyedThrottle(context.clock());
	}

	/**
	 * Lets through what may be written.
	 * @param locator which session
	 * @param attributes what the session holds
	 * @param writes what is about to be written
	 * @return the same writes
	 * @throws SharedSideFullException if the shared side would grow beyond a limit
	 */
	List<AttributeWrite> check(Locator locator, SessionAttributes attributes, List<AttributeWrite> writes) {
		if (!writes.isEmpty() && writes.stream().anyMatch(SharedBounds::isAdded)) {
			Map<String, Integer> sizes = attributes.sharedSizes();
			int count = sizes.size();
			long bytes = sum(sizes);
			writes.forEach((write) -> write(sizes, write));
			check(locator, "mixed-session.attributes.max-shared-count", "attributes", this.limit.count(), count,
					sizes.size());
			check(locator, "mixed-session.attributes.max-shared-size", "bytes", this.limit.bytes(), bytes, sum(sizes));
		}
		return writes;
	}

	private static boolean isAdded(AttributeWrite write) {
		return write.partition() == Partition.SHARED && write.value() != null;
	}

	private static void write(Map<String, Integer> sizes, AttributeWrite write) {
		if (write.partition() == Partition.SHARED) {
			byte[] value = write.value();
			if (value != null) {
				sizes.put(write.name(), value.length);
			}
			else {
				sizes.remove(write.name());
			}
		}
	}

	private static long sum(Map<String, Integer> sizes) {
		return sizes.values().stream().mapToLong(Integer::longValue).sum();
	}

	private void check(Locator locator, String property, String unit, long allowed, long before, long after) {
		if (after > allowed && after > before) {
			SharedSideFullException full = new SharedSideFullException(property, unit, allowed, after);
			if (this.lines.tryAcquire(locator.toString())) {
				logger.warn(full.getMessage() + " Logged once a minute for a session.");
			}
			throw full;
		}
	}

}
