package io.github.mixedsession.autoconfigure.observation;

import java.util.function.UnaryOperator;

import org.springframework.beans.factory.config.BeanPostProcessor;

import io.github.mixedsession.session.PolicyContext;

/**
 * Puts something around what the policy works with, and leaves the beans alone that the
 * application knows.
 */
final class PolicyContextPostProcessor implements BeanPostProcessor {

	private final UnaryOperator<PolicyContext> decoration;

	PolicyContextPostProcessor(UnaryOperator<PolicyContext> decoration) {
		this.decoration = decoration;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof PolicyContext context) ? this.decoration.apply(context) : bean;
	}

}
