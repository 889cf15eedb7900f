package io.github.mixedsession.store.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The list that a script answers. It begins with a number and has no other: where a
 * connection is cut amid an answer Lettuce asks again, and puts the second answer into
 * what it had read of the first.
 */
final class ListAnswer {

	private ListAnswer() {
	}

	/**
	 * Returns the values behind the number, or {@code null} if that is 0.
	 * @throws DataAccessResourceFailureException if it is not one answer
	 */
	static @Nullable List<?> values(@Nullable List<?> answer) {
		if (answer == null || answer.isEmpty() || !(answer.get(0) instanceof Long head)) {
			throw broken();
		}
		List<?> values = answer.subList(1, answer.size());
		if (hasNumber(values)) {
			throw broken();
		}
		return (head != 0) ? values : null;
	}

	private static boolean hasNumber(List<?> values) {
		for (Object value : values) {
			if (value instanceof Long || (value instanceof List<?> inner && hasNumber(inner))) {
				return true;
			}
		}
		return false;
	}

	private static DataAccessResourceFailureException broken() {
		return new DataAccessResourceFailureException("The connection to Redis was cut amid an answer");
	}

}
