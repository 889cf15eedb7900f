package io.github.mixedsession.game;

/**
 * A change of a file that {@link BrokenClassLoader} loads.
 */
interface Edit {

	/**
	 * Returns where the file is on the class path.
	 */
	String file();

	/**
	 * Changes the file.
	 * @param file the file
	 * @return another one
	 * @throws IllegalStateException if what is to be changed is not there
	 */
	byte[] apply(byte[] file);

	/**
	 * Has the file loaded, as the code does that needs it.
	 */
	void load(ClassLoader broken) throws ClassNotFoundException;

}
