package io.github.mixedsession.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gives a parameterized test each {@link TestStore} that is here.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@MethodSource("io.github.mixedsession.test.TestStore#available")
@Tag(TestDatabase.MYSQL_TAG)
public @interface EveryStore {

}
