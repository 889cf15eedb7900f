package io.github.mixedsession;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives handler methods their {@link MixedSession} as an argument. A session is created
 * unless the parameter is {@code @Nullable} or an {@link Optional}. Registered by
 * auto-configuration; a MockMvc of {@code standaloneSetup} has to be given it.
 */
public final class MixedSessionArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.nestedIfOptional().getNestedParameterType() == MixedSession.class;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer mavContainer,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binderFactory) {
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		Assert.state(request != null, "A MixedSession argument needs an HttpServletRequest");
		if (!parameter.isOptional()) {
			return MixedSessions.of(request);
		}
		MixedSession session = MixedSessions.find(request);
		return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(session) : session;
	}

}
