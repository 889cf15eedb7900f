package io.github.mixedsession.game;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Loads everything that is ours anew, with the changes of a mutation.
 */
final class BrokenClassLoader extends ClassLoader {

	private static final String OURS = "io.github.mixedsession.";

	/** So that there is one server for all. */
	private static final Set<String> SHARED = Set.of(OURS + "test.TestRedis", OURS + "test.TestStore");

	private final List<Edit> edits;

	BrokenClassLoader(List<Edit> edits) {
		super(BrokenClassLoader.class.getClassLoader());
		this.edits = edits;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(OURS) || SHARED.contains(name)) {
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
			return defineClass(name, file, 0, file.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

	@Override
	public @Nullable InputStream getResourceAsStream(String name) {
		InputStream stream = super.getResourceAsStream(name);
		List<Edit> own = this.edits.stream().filter((edit) -> edit.file().equals(name)).toList();
		if (stream == null || own.isEmpty()) {
			return stream;
		}
		try (stream) {
			byte[] file = stream.readAllBytes();
			for (Edit edit : own) {
				file = edit.apply(file);
			}
			return new ByteArrayInputStream(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
