package io.github.mixedsession.game;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Loads everything that is ours anew, with the changes of a mutation.
 */
final class BrokenClassLoader extends ClassLoader {

	private static final String OURS = "io.github.mixedsession.";

	private final List<MethodEdit> edits;

	BrokenClassLoader(List<MethodEdit> edits) {
		super(BrokenClassLoader.class.getClassLoader());
		this.edits = edits;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(OURS)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (stream == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] file = stream.readAllBytes();
			for (MethodEdit edit : this.edits) {
				file = edit.type().equals(name) ? edit.apply(file) : file;
			}
			return defineClass(name, file, 0, file.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

}
