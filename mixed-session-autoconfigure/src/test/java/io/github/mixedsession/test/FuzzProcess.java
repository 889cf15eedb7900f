package io.github.mixedsession.test;

import java.lang.reflect.Constructor;

import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls, in a process of its own.
 */
public final class FuzzProcess {

	/** Begins the line with the counts. */
	static final String COUNTS = "FuzzProcess: ";

	private static @Nullable FuzzTarget target;

	private FuzzProcess() {
	}

	/**
	 * Creates the target.
	 * @param arguments the name of its class
	 * @throws ReflectiveOperationException if there is none
	 */
	public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
		target = create(arguments[0]);
	}

	static FuzzTarget create(String name) throws ReflectiveOperationException {
		Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
		constructor.setAccessible(true);
		return (FuzzTarget) constructor.newInstance();
	}

	/**
	 * Takes an input.
	 * @param bytes the input
	 * @throws Exception if that shows a defect
	 */
	public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
		target.accept(new FuzzInput(bytes));
	}

	/**
	 * Tells what was counted.
	 */
	public static void fuzzerTearDown() {
		System.out.println(COUNTS + target.counts());
	}

}
