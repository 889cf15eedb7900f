package io.github.mixedsession.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
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
			.filter((name) -> isGivenTheRepository(context.getType(name, false))
					|| isMadeOfTheRepository(context, name))
			.findFirst()
			.map((name) -> "The bean '" + name + "'");
	}

	private static boolean isMadeOfTheRepository(ApplicationContext context, String name) {
		Method method = (context instanceof ConfigurableApplicationContext configurable
				&& configurable.getBeanFactory().getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		return method != null && !isOfSpring(method.getDeclaringClass())
				&& Stream.of(method.getParameterTypes()).anyMatch(FindByIndexNameSessionRepository.class::equals);
	}

	/** Those are known by name. */
	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.");
	}

	private static boolean isGivenTheRepository(@Nullable Class<?> type) {
		if (type == null || isOfSpring(type)) {
			return false;
		}
		Class<?> user = ClassUtils.getUserClass(type);
		return Stream.concat(
				Arrays.stream(user.getDeclaredConstructors()).map(Constructor::getParameterTypes).flatMap(Stream::of),
				Arrays.stream(user.getDeclaredFields()).map(Field::getType))
			.anyMatch(FindByIndexNameSessionRepository.class::equals);
	}

}
