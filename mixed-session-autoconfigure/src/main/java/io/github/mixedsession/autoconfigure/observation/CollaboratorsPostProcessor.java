package io.github.mixedsession.autoconfigure.observation;

import java.util.function.UnaryOperator;

import org.springframework.beans.factory.config.BeanPostProcessor;

import io.github.mixedsession.session.Collaborators;

/**
 * Puts something around what the policy works with, and leaves the beans alone that the
 * application knows.
 */
final class CollaboratorsPostProcessor implements BeanPostProcessor {

	private final UnaryOperator<Collaborators> decoration;

	CollaboratorsPostProcessor(UnaryOperator<Collaborators> decoration) {
		this.decoration = decoration;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof Collaborators collaborators) ? this.decoration.apply(collaborators) : bean;
	}

}
