package io.github.mixedsession.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.util.ClassUtils;

/**
 * Finds beans that are given the repository in its capacity to find the sessions of a
 * user. Who asks for it in another way is not known to.
 */
final class LookupByPrincipalUsers {

	private LookupByPrincipalUsers() {
	}

	static Optional<String> first(ApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> isGivenTheRepository(context.getType(name, false)))
			.findFirst()
			.map((name) -> "The bean '" + name + "'");
	}

	private static boolean isGivenTheRepository(@Nullable Class<?> type) {
		// those of Spring itself are known by name
		if (type == null || type.getName().startsWith("org.springframework.")) {
			return false;
		}
		Class<?> user = ClassUtils.getUserClass(type);
		return Stream.concat(
				Arrays.stream(user.getDeclaredConstructors()).map(Constructor::getParameterTypes).flatMap(Stream::of),
				Arrays.stream(user.getDeclaredFields()).map(Field::getType))
			.anyMatch(FindByIndexNameSessionRepository.class::equals);
	}

}
