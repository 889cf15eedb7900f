package io.github.mixedsession.game;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.jspecify.annotations.Nullable;

/**
 * A way to break the implementation: some text of it is replaced by another, and the game
 * is played against what that compiles to. Nothing of it stays.
 *
 * @param invariant which invariant of the design it breaks
 * @param what what it does
 * @param trial what finds it out: a game, or an ordinary test as {@code Class#method}
 * @param edits what is replaced
 */
record Mutation(int invariant, String what, String trial, List<Edit> edits) {

	private static final String OURS = "io.github.mixedsession.";

	/** Surefire hides it behind a jar that has it in its manifest. */
	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	/** What the game's worlds are kept in. */
	static final String TEST_STORE = "store/InMemorySessionStore.java";

	private static final Path SOURCES = Path.of("src/main/java/io/github/mixedsession");

	private static final Path TEST_SOURCES = Path.of("src/test/java/io/github/mixedsession");

	static Mutation of(int invariant, String what, Trial.Game game, String file, String text, String replacement) {
		return new Mutation(invariant, what, game.name(), List.of(new Edit(file, text, replacement)));
	}

	/**
	 * Breaks what the game does not model, and an ordinary test holds.
	 */
	static Mutation of(int invariant, String what, String test, String file, String text, String replacement) {
		return new Mutation(invariant, what, test, List.of(new Edit(file, text, replacement)));
	}

	Mutation and(String file, String text, String replacement) {
		List<Edit> more = new ArrayList<>(this.edits);
		more.add(new Edit(file, text, replacement));
		return new Mutation(this.invariant, this.what, this.trial, more);
	}

	/**
	 * Plays against the broken code, or tests it.
	 * @return the shortest sequence that shows it or what the test says, {@code null} if
	 * nothing does
	 */
	@Nullable String play(Path directory) {
		compile(directory);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader broken = new BrokenClassLoader(directory)) {
			Thread.currentThread().setContextClassLoader(broken);
			Class<?> trial = broken.loadClass(Trial.class.getName());
			Method run = trial.getDeclaredMethod(this.trial.contains("#") ? "test" : "run", String.class);
			run.setAccessible(true);
			return (String) run.invoke(null, this.trial);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private void compile(Path directory) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		if (compiler == null) {
			throw new IllegalStateException("This needs a JDK");
		}
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-d",
				directory.resolve("classes").toString(), "-cp", CLASS_PATH));
		write(directory).forEach((file) -> arguments.add(file.toString()));
		if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The mutation does not compile: " + this.what);
		}
	}

	/**
	 * Writes the broken sources.
	 * @return their files
	 */
	List<Path> write(Path directory) {
		return this.edits.stream().map(Edit::file).distinct().map((file) -> {
			Path mutated = directory.resolve("sources").resolve(file);
			try {
				String source = Files.readString((TEST_STORE.equals(file) ? TEST_SOURCES : SOURCES).resolve(file));
				for (Edit edit : this.edits) {
					source = edit.file.equals(file) ? edit.apply(source) : source;
				}
				Files.createDirectories(mutated.getParent());
				Files.writeString(mutated, source);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return mutated;
		}).toList();
	}

	@Override
	public String toString() {
		return this.invariant + ": " + this.what;
	}

	/**
	 * A replacement.
	 *
	 * @param file the source file
	 * @param text what is there, once
	 * @param replacement what comes instead
	 */
	record Edit(String file, String text, String replacement) {

		private String apply(String source) {
			int at = source.indexOf(this.text);
			if (at < 0 || source.indexOf(this.text, at + 1) >= 0) {
				throw new IllegalStateException("Is not there exactly once in " + this.file + ": " + this.text);
			}
			return source.replace(this.text, this.replacement);
		}

	}

	/**
	 * Loads everything that is ours anew, what was broken first.
	 */
	private static final class BrokenClassLoader extends URLClassLoader {

		private BrokenClassLoader(Path directory) {
			super(urls(directory), Mutation.class.getClassLoader());
		}

		private static URL[] urls(Path directory) {
			return Stream
				.concat(Stream.of(directory.resolve("classes").toString()),
						Stream.of(CLASS_PATH.split(File.pathSeparator)))
				.map(Path::of)
				.filter(Files::isDirectory)
				.map((path) -> {
					try {
						return path.toUri().toURL();
					}
					catch (MalformedURLException ex) {
						throw new IllegalStateException(ex);
					}
				})
				.toArray(URL[]::new);
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

	}

}
