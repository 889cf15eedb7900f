package io.github.mixedsession;

import java.security.Key;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.ImportedId;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.web.ImportedCookie;
import io.github.mixedsession.web.SessionCookies;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Arrows between packages point one way, and what must stay apart does.
 */
@AnalyzeClasses(packages = "io.github.mixedsession", importOptions = ArchitectureTests.MainClasses.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.mixedsession";

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule classesHaveNoCycles = slices().assignedFrom(new OutermostClasses()).should().beFreeOfCycles();

	@ArchTest
	static final ArchRule vocabularyStandsAlone = arrowsFrom("");

	@ArchTest
	static final ArchRule throttlesStandAlone = arrowsFrom(".log");

	@ArchTest
	static final ArchRule idsStandAlone = arrowsFrom(".id", "");

	@ArchTest
	static final ArchRule storeKnowsIds = arrowsFrom(".store", ".id", "");

	@ArchTest
	static final ArchRule jdbcStoreKnowsTheStore = arrowsFrom(".store.jdbc", ".store", ".id", "");

	@ArchTest
	static final ArchRule redisStoreKnowsTheStore = arrowsFrom(".store.redis", ".store", ".id", "");

	@ArchTest
	static final ArchRule cookieStoreKnowsTheStoreAndKeys = arrowsFrom(".store.cookie", ".store", ".attribute", ".id",
			".log", "");

	@ArchTest
	static final ArchRule attributesKnowTheStore = arrowsFrom(".attribute", ".id", ".store", "");

	@ArchTest
	static final ArchRule policyKnowsTheStore = arrowsFrom(".session", ".attribute", ".store", ".id", ".log", "");

	@ArchTest
	static final ArchRule channelKnowsTheVocabulary = arrowsFrom(".channel", ".http", ".log", "");

	@ArchTest
	static final ArchRule passwordPagesKnowTheChannel = arrowsFrom(".channel.passwordpage", ".channel", ".http", ".log",
			"");

	@ArchTest
	static final ArchRule httpKnowsTheVocabulary = arrowsFrom(".http", "");

	@ArchTest
	static final ArchRule webKnowsPolicyAndChannel = arrowsFrom(".web", ".session", ".store.cookie", ".id", ".channel",
			".http", ".log", "");

	@ArchTest
	static final ArchRule securityKnowsChannel = arrowsFrom(".security", ".channel", ".http", "");

	@ArchTest
	static final ArchRule headersKnowAttributes = arrowsFrom(".header", ".attribute", ".http", ".log", "");

	@ArchTest
	static final ArchRule connectorsKnowHttp = arrowsFrom(".autoconfigure.connector", ".http", "");

	@ArchTest
	static final ArchRule observationKnowsChannelStoreAndKeys = arrowsFrom(".observation", ".attribute", ".channel",
			".store", ".id", "");

	@ArchTest
	static final ArchRule onlyAutoConfigurationKnowsSpringBoot = noClasses()
		.that(not(resideInAPackage(ROOT + ".autoconfigure..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	@ArchTest
	static final ArchRule policyHasNoSqlAndNoServlet = noClasses().that()
		.resideInAnyPackage(ROOT + ".id", ROOT + ".attribute", ROOT + ".session", ROOT + ".store")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..", "java.sql..", "javax.sql..", "org.springframework.jdbc..",
				"org.springframework.web..", "org.springframework.http..");

	@ArchTest
	static final ArchRule sqlIsInTheJdbcStore = noClasses()
		.that(not(resideInAnyPackage(ROOT + ".store.jdbc", ROOT + ".autoconfigure")))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");

	@ArchTest
	static final ArchRule redisIsInTheRedisStore = noClasses()
		.that(not(resideInAnyPackage(ROOT + ".store.redis", ROOT + ".autoconfigure")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.data..");

	@ArchTest
	static final ArchRule springSecurityIsKnownToItsPackage = noClasses()
		.that(not(resideInAnyPackage(ROOT + ".security", ROOT + ".autoconfigure..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.security..");

	@ArchTest
	static final ArchRule micrometerIsKnownToItsPackage = noClasses()
		.that(not(resideInAnyPackage(ROOT + ".observation", ROOT + ".autoconfigure.observation")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..");

	@ArchTest
	static final ArchRule autoConfigurationsAreFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule beanMethodsArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule classesAreNamedForWhatTheyDo = noClasses().should()
		.haveNameMatching(".*(Impl|Utils?|Helper|Manager)(\\$.*)?");

	@ArchTest
	static final ArchRule usableIdsAreRevealedToTheCookiesAlone = noClasses().that()
		.doNotBelongToAnyOf(SessionCookies.class)
		.and()
		.doNotHaveFullyQualifiedName(ROOT + ".store.cookie.SessionCookieJson")
		.should()
		.callMethod(SessionCredential.class, "reveal");

	@ArchTest
	static final ArchRule oldIdsAreRevealedToTheirCookieAlone = noClasses().that()
		.doNotBelongToAnyOf(ImportedCookie.class)
		.should()
		.callMethod(ImportedId.class, "reveal");

	@ArchTest
	static final ArchRule keysAreDerivedForSealsAlone = noClasses().that()
		.doNotBelongToAnyOf(AttributeSeal.class)
		.should()
		.callMethod(Family.class, "derive", byte[].class);

	@ArchTest
	static final ArchRule sealsAreUsedByTheCodecOfASessionAndTheLedgerAlone = noClasses().that()
		.doNotBelongToAnyOf(AttributeSeal.class)
		.and()
		.haveNameNotMatching(Pattern.quote(ROOT + ".session.SessionCodec") + "s?")
		.and()
		.doNotHaveFullyQualifiedName(ROOT + ".store.cookie.SessionLedger")
		.should()
		.dependOnClassesThat()
		.belongToAnyOf(AttributeSeal.class);

	/**
	 * Whoever has the bytes of a key of the application has all that is derived from it.
	 */
	@ArchTest
	static final ArchRule bytesOfKeysAreReadAsTheyAreCheckedAlone = noClasses().that()
		.doNotBelongToAnyOf(EncryptionKeys.class)
		.should()
		.callMethod(Key.class, "getEncoded")
		.orShould()
		.callMethod(SecretKey.class, "getEncoded");

	@ArchTest
	static final ArchRule keysThemselvesAreForCookiesAlone = noClasses().that()
		.doNotHaveFullyQualifiedName(ROOT + ".store.cookie.SessionCookieKeys")
		.should()
		.callMethod(EncryptionKeys.class, "secretKeys");

	@ArchTest
	static final ArchRule joseIsInTheCookieStore = noClasses().that(not(resideInAPackage(ROOT + ".store.cookie")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("com.nimbusds..");

	@ArchTest
	static final ArchRule idsComeFromOneGenerator = noClasses().that()
		.doNotHaveFullyQualifiedName(ROOT + ".id.RandomBytes")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(SecureRandom.class);

	private static ArchRule arrowsFrom(String origin, String... targets) {
		Set<String> allowed = new HashSet<>(Set.of(ROOT + origin));
		for (String target : targets) {
			allowed.add(ROOT + target);
		}
		DescribedPredicate<JavaClass> other = resideInAPackage(ROOT + "..")
			.and(not(resideInAnyPackage(allowed.toArray(String[]::new))));
		return noClasses().that().resideInAPackage(ROOT + origin).should().dependOnClassesThat(other);
	}

	/** A class and those that are nested in it count as one. */
	private static final class OutermostClasses implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return SliceIdentifier.of(type.getName().replaceAll("\\$.*", ""));
		}

		@Override
		public String getDescription() {
			return "outermost classes";
		}

	}

	/** Wherever a build puts them. */
	static final class MainClasses implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return !location.contains("/test-classes/");
		}

	}

}
