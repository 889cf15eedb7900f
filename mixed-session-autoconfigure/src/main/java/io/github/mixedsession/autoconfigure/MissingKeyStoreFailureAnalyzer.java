package io.github.mixedsession.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Says which property names the file of a certificate that is not there, and how to make
 * one: whoever adds mixed-session to an application may have had no HTTPS before.
 */
class MissingKeyStoreFailureAnalyzer extends AbstractFailureAnalyzer<IOException> {

	static final String MAKE_ONE = "keytool -genkeypair -alias shop -keyalg EC -dname CN=localhost "
			+ "-ext san=dns:localhost -validity 365 -keystore shop.p12 -storepass changeit";

	private static final Pattern KEY_STORE = Pattern
		.compile("server\\.ssl\\.(key-store|certificate|certificate-private-key)"
				+ "|spring\\.ssl\\.bundle\\.(jks|pem)\\..+\\.keystore\\.(location|certificate|private-key)");

	private final Environment environment;

	MissingKeyStoreFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IOException cause) {
		Throwable reason = NestedExceptionUtils.getMostSpecificCause(cause);
		if (!(reason instanceof FileNotFoundException) && !(reason instanceof NoSuchFileException)) {
			return null;
		}
		String message = String.valueOf(reason.getMessage());
		return Stream.of("server.ssl", "spring.ssl.bundle")
			.flatMap(this::locations)
			.filter((location) -> isMissing(location.getValue(), message))
			.findFirst()
			.map((location) -> new FailureAnalysis(
					"The property '" + location.getKey() + "' names a file that does not exist" + shown(location) + ".",
					"Correct it: a path is relative to the folder that the application is started in. A certificate to "
							+ "begin with is made there by '" + MAKE_ONE + "'.",
					cause))
			.orElse(null);
	}

	private Stream<Map.Entry<String, String>> locations(String prefix) {
		return Binder.get(this.environment)
			.bind(prefix, Bindable.mapOf(String.class, String.class))
			.orElse(Map.of())
			.entrySet()
			.stream()
			.map((property) -> Map.entry(prefix + "." + property.getKey(), property.getValue()))
			.filter((property) -> KEY_STORE.matcher(property.getKey()).matches());
	}

	/**
	 * A certificate's or a key's own text, when its first line is missing, is taken for a
	 * file.
	 */
	private static String shown(Map.Entry<String, String> location) {
		boolean isPath = location.getKey().endsWith("key-store") || location.getKey().endsWith("location");
		return (isPath && !location.getValue().contains("@")) ? ": " + location.getValue() : "";
	}

	private static boolean isMissing(String location, String message) {
		// of "file:shop.p12", too
		String file = location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf(':')) + 1);
		return StringUtils.hasLength(file) && message.contains(file)
				&& !ApplicationResourceLoader.get().getResource(location).exists();
	}

}
