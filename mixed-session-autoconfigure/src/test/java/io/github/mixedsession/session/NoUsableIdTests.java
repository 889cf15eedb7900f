package io.github.mixedsession.session;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.AttributeConflictException;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No event, log line, exception or {@code toString} holds a usable id (invariant 1,
 * attack 36).
 */
@ExtendWith(OutputCaptureExtension.class)
class NoUsableIdTests {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final TestSite site = new TestSite();

	@BeforeEach
	void logEverything() {
		this.root.setLevel(Level.TRACE);
	}

	@AfterEach
	void logAsBefore() {
		this.root.setLevel(this.level);
	}

	@Test
	void journeyLoggedAtTraceTellsNoUsableId(CapturedOutput output) {
		StringBuilder said = new StringBuilder();
		TestBrowser visitor = this.site.visitor();
		TestBrowser eavesdropper = visitor.copy();
		say(said, visitor.http());
		say(said, visitor.https());
		say(said, eavesdropper.https().set("payment.card", "0815"));
		this.site.confirm(visitor);
		TestSessionRequest login = visitor.https().login("rob");
		say(said, login);
		TestBrowser thief = visitor.copy();
		say(said, visitor.http());
		TestSessionRequest leaving = visitor.https();
		leaving.load();
		leaving.leave();
		say(said, leaving);
		TestBrowser mixed = visitor.copy();
		mixed.receive(this.site.visitor().cookie(IdKind.INSECURE));
		say(said, mixed.https());
		this.site.confirm(visitor);
		this.site.confirm(visitor);
		this.site.repository.findByPrincipalName("rob").values().forEach(said::append);
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> eavesdropper.http().set("payment.card", "0815"))
			.satisfies(said::append);
		this.site.passGrace();
		assertThat(thief.https().find()).isNull();
		this.site.pass(TestSite.SETTINGS.timeout().multipliedBy(2));
		new SessionCleanup(this.site.context, this.site.policy).run();
		this.site.events.forEach((event) -> said.append(event).append('\n'));
		said.append(new StepDownRefusedException()).append(new AttributeConflictException("cart", 3));
		said.append(visitor.https().presentedIds());
		assertThat(this.site.everDelivered).hasSizeGreaterThan(10);
		assertThat(this.site.events).hasSizeGreaterThan(8);
		assertThat(output.getAll()).contains("A retired SECURE session id was presented");
		List<String> secrets = this.site.everDelivered.stream().map(SessionCredential::reveal).toList();
		assertThat(said.toString() + output.getAll()).doesNotContain(secrets);
		assertThat(this.site.everDelivered).allSatisfy((credential) -> {
			assertThat(said.toString()).doesNotContain(credential.reveal());
			assertThat(credential.toString()).doesNotContain(credential.reveal());
		});
	}

	private void say(StringBuilder said, TestSessionRequest request) {
		ViewedSession session = request.load();
		said.append(session).append(session.getId()).append(session.held().record());
		session.held().attributes().writes().forEach(said::append);
		session.getAttributeNames().forEach((name) -> said.append(session.<Object>getAttribute(name)));
		request.finish();
		said.append(session).append(session.held().record()).append('\n');
	}

}
