package io.github.mixedsession.test;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.context.support.GenericApplicationContext;

/**
 * A server that can keep sessions.
 */
public interface TestStore {

	/**
	 * Returns its name.
	 */
	String name();

	/**
	 * Gives an application a store of its own.
	 * @param context where to register beans
	 */
	void register(GenericApplicationContext context);

	/**
	 * Returns the properties of an application that keeps sessions there.
	 */
	List<String> properties();

	/**
	 * Returns all that are here.
	 */
	static Stream<TestStore> available() {
		return Stream.concat(TestDatabase.available(), Stream.of(TestRedis.SINGLE, TestRedis.CLUSTER));
	}

}
