package io.github.mixedsession.autoconfigure;

import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.JsonAttributeCodec;

/**
 * Makes what turns values into JSON for session cookies. It creates what is on a list and
 * nothing else: values of the JDK, Spring Security's, and the application's own.
 */
final class CookieAttributeCodecFactory {

	static final String ALLOWED_TYPES = "mixed-session.cookie.allowed-types";

	private static final List<Class<?>> VALUES = List.of(UUID.class, Locale.class, Currency.class, Date.class,
			Optional.class);

	private CookieAttributeCodecFactory() {
	}

	/**
	 * Creates a codec.
	 * @param packages whose types it may create
	 * @param allowedTypes names of types, and of packages with {@code .**} or {@code .*}
	 */
	static AttributeCodec create(List<String> packages, List<String> allowedTypes, @Nullable ClassLoader classLoader) {
		BasicPolymorphicTypeValidator.Builder allowed = BasicPolymorphicTypeValidator.builder()
			.allowIfSubTypeIsArray()
			.allowIfSubType(Number.class)
			.allowIfSubType("java.time.")
			.allowIfSubType(Pattern.compile("org\\.springframework\\.web\\.servlet\\.FlashMap"))
			.allowIfSubType(CookieAttributeCodecFactory::isCollectionOfTheJdk);
		VALUES.forEach(allowed::allowIfSubType);
		packages.forEach((name) -> allowed.allowIfSubType(name + "."));
		allowedTypes.forEach((pattern) -> allow(pattern, allowed));
		JsonMapper.Builder mapper = JsonMapper.builder();
		if (ClassUtils.isPresent("org.springframework.web.servlet.FlashMap", classLoader)) {
			mapper.addModule(new FlashMapModule());
		}
		UnaryOperator<Object> standIn = UnaryOperator.identity();
		if (ClassUtils.isPresent("org.springframework.security.jackson.SecurityJacksonModules", classLoader)) {
			mapper.addModules(Security.modules(classLoader, allowed));
			standIn = Security::standIn;
		}
		else {
			mapper.activateDefaultTypingAsProperty(allowed.build(), DefaultTyping.NON_FINAL, "@class");
		}
		return new JsonAttributeCodec(mapper.build(), standIn, "If its type is to be created from a cookie, list it in "
				+ ALLOWED_TYPES + ": those of the packages of the application are allowed as they are.");
	}

	private static void allow(String pattern, BasicPolymorphicTypeValidator.Builder allowed) {
		if (pattern.endsWith(".**")) {
			allowed.allowIfSubType(pattern.substring(0, pattern.length() - 2));
		}
		else if (pattern.endsWith(".*")) {
			allowed
				.allowIfSubType(Pattern.compile(Pattern.quote(pattern.substring(0, pattern.length() - 1)) + "[^.]+"));
		}
		else {
			allowed.allowIfSubType(Pattern.compile(Pattern.quote(pattern)));
		}
	}

	private static boolean isCollectionOfTheJdk(DatabindContext context, Class<?> type) {
		return type.getName().startsWith("java.util.")
				&& (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
	}

	/**
	 * Is there with Spring Security alone.
	 */
	private static final class Security {

		private Security() {
		}

		private static List<JacksonModule> modules(@Nullable ClassLoader classLoader,
				BasicPolymorphicTypeValidator.Builder allowed) {
			return SecurityJacksonModules
				.getModules((classLoader != null) ? classLoader : Security.class.getClassLoader(), allowed);
		}

		/**
		 * Says why a login failed, where there is no JSON for the exception that does.
		 */
		private static Object standIn(Object value) {
			return (value instanceof AuthenticationException failure && !(value instanceof BadCredentialsException))
					? new BadCredentialsException(String.valueOf(failure.getMessage())) : value;
		}

	}

}
