package io.github.mixedsession.attribute;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Stands in memory for a value that its bytes no longer give (invariant 17). Here alone
 * bytes become values. Internal.
 *
 * @param name the attribute's name
 * @param partition where it is kept
 * @param cause the class name of what went wrong; its message may hold parts of the value
 */
public record UnreadableValue(String name, Partition partition, String cause) {

	/**
	 * Reads an attribute.
	 * @param attribute the attribute
	 * @param decoding reads its bytes
	 * @return the value, or an {@link UnreadableValue}
	 */
	public static Object orValue(StoredAttribute attribute, Supplier<Object> decoding) {
		try {
			return decoding.get();
		}
		// a class whose own classes are gone, a value nested too deep
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			return new UnreadableValue(attribute.name(), attribute.partition(), rootCause(ex).getClass().getName());
		}
	}

	/**
	 * Returns what a view shows of something that was read. Whom Spring Session's
	 * registry has locked out stays out, for the marker has but one value.
	 * @param read a value or an {@link UnreadableValue}
	 * @return the value, {@code null} for an unreadable one
	 */
	public static @Nullable Object orNull(@Nullable Object read) {
		if (read instanceof UnreadableValue unreadable) {
			return SecurityState.EXPIRED_MARKER.equals(unreadable.name) ? Boolean.TRUE : null;
		}
		return read;
	}

	private static Throwable rootCause(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; depth < 100 && cause.getCause() != null; depth++) {
			cause = cause.getCause();
		}
		return cause;
	}

}
