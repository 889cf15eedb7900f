package io.github.mixedsession.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes of an application with Spring Session as it comes out of the box, and nodes of
 * the same one with ours, side by side on one database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollingDeployTests {

	private StockSite before;

	private Site after;

	@BeforeAll
	void start() {
		this.before = new StockSite(TestDatabase.H2);
		this.after = Site.start(this.before.dataSource(), List.of(),
				Site.withRules("mixed-session.migration.cookie-channel=secure", "mixed-session.migration.from=jdbc",
						"mixed-session.cookie.insecure-name=SHOP"));
		this.after.clock().advance(Duration.between(this.after.clock().instant(), Instant.now()));
	}

	@AfterAll
	void stop() {
		this.after.close();
		this.before.close();
	}

	private Browser customer() {
		Browser customer = this.before.browser();
		customer.https("/set?name=cart&value=mug");
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		return customer;
	}

	@Test
	void whoLoggedInBeforeIsLoggedInAfterwards() {
		Browser customer = customer();
		Browser here = customer.on(this.after);
		Reply reply = here.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(here.http("/session").line("@cart")).isEqualTo("mug");
		here.https("/secure/set?name=note&value=new");
		assertThat(here.https("/account/session").line("@note")).isEqualTo("new");
	}

	@Test
	void whoHasNotBeenOnANewNodeGoesOnOnOldOnes() {
		Browser customer = customer();
		customer.https("/set?name=cart&value=two");
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("two");
		assertThat(customer.on(this.after).https("/account/session").line("@cart")).isEqualTo("two");
	}

	@Test
	void whoComesBackToAnOldNodeIsAStrangerThereAndLosesNothingHere() {
		Browser customer = customer();
		Browser here = customer.on(this.after);
		assertThat(here.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/session").body()).isEqualTo("user=null\n");
		customer.https("/set?name=cart&value=other");
		assertThat(customer.https("/session").line("@cart")).isEqualTo("other");
		for (int i = 0; i < 3; i++) {
			Reply reply = here.https("/account/session");
			assertThat(reply.line("user")).isEqualTo("customer");
			assertThat(reply.line("@cart")).isEqualTo("mug");
			assertThat(customer.https("/session").line("@cart")).isEqualTo("other");
		}
	}

	@Test
	@ExtendWith(NginxCondition.class)
	void proxyThatKeepsMovedVisitorsOnNewNodesHidesTheDeploy(@TempDir Path directory) {
		try (Nginx nginx = new Nginx(directory)) {
			nginx.start(Nginx.recommended(Path.of("docs", "coming-from-spring-session.md")) + """
					upstream everybody {
						server 127.0.0.1:%1$d;
						server 127.0.0.1:%2$d;
					}
					upstream migrated {
						server 127.0.0.1:%2$d;
					}
					server {
						listen 80;
						listen 443 ssl;
						ssl_certificate /etc/ssl/shop.pem;
						ssl_certificate_key /etc/ssl/shop.key;
						location / {
							proxy_pass https://$pool;
							proxy_set_header Host $http_host;
						}
					}
					""".formatted(this.before.port(true), this.after.port(true)));
			int moved = this.after.events().of(SessionTakenOverEvent.class).size();
			for (int visitor = 0; visitor < 5; visitor++) {
				Browser customer = customer().on(nginx);
				for (int request = 0; request < 8; request++) {
					Reply reply = customer.https("/account/session");
					assertThat(reply.line("user")).isEqualTo("customer");
					assertThat(reply.line("@cart")).isEqualTo("mug");
				}
			}
			assertThat(this.after.events().of(SessionTakenOverEvent.class)).hasSize(moved + 5);
		}
	}

}
