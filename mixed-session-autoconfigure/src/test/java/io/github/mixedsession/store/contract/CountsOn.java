package io.github.mixedsession.store.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.mixedsession.store.StoreCapability;

/**
 * A test for stores that have a capability, or for those that declare to lack it. The
 * others skip it, and say so.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CountsOn {

	/**
	 * The capability.
	 * @return which one
	 */
	StoreCapability value();

	/**
	 * Whether the test is of what the calls do without it.
	 * @return {@code true} to run where the capability is declared absent
	 */
	boolean absent() default false;

}
