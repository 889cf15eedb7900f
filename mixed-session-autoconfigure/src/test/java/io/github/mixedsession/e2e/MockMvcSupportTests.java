package io.github.mixedsession.e2e;

import java.util.concurrent.Callable;

import javax.sql.DataSource;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.MixedSessionArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestBuilders.formLogin;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestBuilders.logout;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.authenticated;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.unauthenticated;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * What the test support of Spring and Spring Security offers, MockMvc does as production
 * would.
 */
@SpringBootTest(classes = { SiteApplication.class, MockMvcSupportTests.Configuration.class })
@AutoConfigureMockMvc
@DirtiesContext
class MockMvcSupportTests {

	@Autowired
	private MockMvc mvc;

	@Autowired
	private WebApplicationContext context;

	@DynamicPropertySource
	static void rules(DynamicPropertyRegistry registry) {
		MockMvcParityTests.rules(registry);
	}

	@Test
	@WithMockUser("alice")
	void userOfATestIsLoggedInOverHttpsAlone() throws Exception {
		this.mvc.perform(get("/session").secure(true)).andExpect(content().string(containsString("user=alice")));
		this.mvc.perform(get("/session"))
			.andExpect(content().string(containsString("user=null")))
			.andExpect(unauthenticated());
		this.mvc.perform(get("/session").secure(true)).andExpect(content().string(containsString("user=alice")));
	}

	@Test
	void userOfARequestIsLoggedInOverHttpsAlone() throws Exception {
		this.mvc.perform(get("https://localhost/account/page").with(user("bob")))
			.andExpect(status().isOk())
			.andExpect(authenticated().withUsername("bob"));
		this.mvc.perform(get("/session").with(user("bob"))).andExpect(content().string(containsString("user=null")));
	}

	@Test
	void formLoginOverHttpIsRefused() throws Exception {
		this.mvc.perform(formLogin().user("customer").password("demo-only"))
			.andExpect(status().isForbidden())
			.andExpect(unauthenticated());
	}

	@Test
	void formLoginOverHttpsLastsForTheMockSession() throws Exception {
		HttpSession session = this.mvc
			.perform(formLogin("https://localhost/login").user("customer").password("demo-only"))
			.andExpect(authenticated().withUsername("customer"))
			.andReturn()
			.getRequest()
			.getSession(false);
		MockHttpSession visitor = (MockHttpSession) session;
		this.mvc.perform(get("/account/page").secure(true).session(visitor))
			.andExpect(status().isOk())
			.andExpect(authenticated().withUsername("customer"));
		this.mvc.perform(get("/session").session(visitor))
			.andExpect(content().string(containsString("user=null")))
			.andExpect(unauthenticated());
		this.mvc.perform(get("/account/page").secure(true).session(visitor)).andExpect(status().isOk());
		this.mvc.perform(post("/logout").secure(true).session(visitor).with(csrf())).andExpect(unauthenticated());
		this.mvc.perform(get("/account/page").secure(true).session(visitor)).andExpect(status().isFound());
	}

	@Test
	void logoutBuilderWorksOverHttps() throws Exception {
		this.mvc.perform(logout("https://localhost/logout")).andExpect(redirectedUrl("/login?logout"));
	}

	@Test
	void attributesOfATestAreInTheSession() throws Exception {
		this.mvc.perform(get("/session").sessionAttr("cart", 3)).andExpect(content().string(containsString("@cart=3")));
		this.mvc.perform(get("/session").secure(true).sessionAttr("card", "4711"))
			.andExpect(content().string(containsString("@card=4711")));
		this.mvc.perform(get("/session")).andExpect(content().string("user=null\n"));
	}

	@Test
	void attributesOfATestCrossAsOthersDo() throws Exception {
		MockHttpSession visitor = new MockHttpSession();
		visitor.setAttribute("cart", 3);
		this.mvc.perform(get("/session").session(visitor)).andExpect(request().sessionAttribute("cart", 3));
		visitor.setAttribute("card", "4711");
		this.mvc.perform(get("/session").secure(true).session(visitor))
			.andExpect(content().string(containsString("@card=4711")))
			.andExpect(request().sessionAttribute("card", "4711"));
		this.mvc.perform(get("/session").session(visitor))
			.andExpect(content().string(containsString("@cart=3")))
			.andExpect(content().string(not(containsString("4711"))))
			.andExpect(request().sessionAttributeDoesNotExist("card"));
		visitor.removeAttribute("cart");
		this.mvc.perform(get("/session").secure(true).session(visitor))
			.andExpect(content().string(not(containsString("@cart"))))
			.andExpect(request().sessionAttribute("card", "4711"));
	}

	@Test
	void attributeThatHttpCanNotHaveSetIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.mvc.perform(get("/session").sessionAttr("card", "4711")))
			.withMessageContaining("'card'")
			.withMessageContaining("secure(true)");
	}

	@Test
	void attributesThatAHandlerSetCanBeExpected() throws Exception {
		this.mvc.perform(get("/cart/add")).andExpect(request().sessionAttribute("cart", 1));
		this.mvc.perform(get("/page")).andExpect(request().sessionAttributeDoesNotExist("cart"));
	}

	@Test
	void attributesThatAnotherThreadSetCanBeExpected() throws Exception {
		MvcResult started = this.mvc.perform(get("/late")).andExpect(request().asyncStarted()).andReturn();
		this.mvc.perform(asyncDispatch(started))
			.andExpect(content().string("done"))
			.andExpect(request().sessionAttribute("cart", 1))
			.andExpect(request().sessionAttribute("late", 2));
	}

	@Test
	void controllerOnItsOwnGetsAPlainSession() throws Exception {
		MockMvcBuilders.standaloneSetup(new LateController())
			.setCustomArgumentResolvers(new MixedSessionArgumentResolver())
			.build()
			.perform(get("/late"))
			.andExpect(request().sessionAttribute("cart", 1));
	}

	@Test
	void requestPastTheFiltersGetsNoPlainSession() {
		MockMvc withoutFilters = MockMvcBuilders.webAppContextSetup(this.context).build();
		assertThatThrownBy(() -> withoutFilters.perform(get("/late"))).rootCause()
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("@AutoConfigureMockMvc");
	}

	@Test
	void visitorWithoutASessionHasNone() throws Exception {
		assertThat(this.mvc.perform(get("/page")).andReturn().getRequest().getSession(false)).isNull();
	}

	@Test
	void csrfTokenOfATestIsGoodOnItsChannel() throws Exception {
		this.mvc.perform(post("/set?name=cart&value=1").with(csrf())).andExpect(status().isOk());
		this.mvc.perform(post("/secure/set?name=cart&value=1").with(csrf())).andExpect(status().isForbidden());
		this.mvc.perform(post("/secure/set?name=cart&value=1").secure(true).with(csrf())).andExpect(status().isOk());
		this.mvc.perform(post("/set?name=cart&value=1")).andExpect(status().isForbidden());
	}

	@RestController
	static class LateController {

		@GetMapping("/late")
		Callable<String> late(MixedSession session) {
			session.setAttribute("cart", 1);
			return () -> {
				session.setAttribute("late", 2);
				return "done";
			};
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	@Import(LateController.class)
	static class Configuration extends MockMvcParityTests.Database {

		/** What Spring Boot's test starter for Spring Security does. */
		@Bean
		MockMvcBuilderCustomizer userOfTheTest() {
			return (builder) -> builder.defaultRequest(
					MockMvcRequestBuilders.get("/").with(SecurityMockMvcRequestPostProcessors.testSecurityContext()));
		}

		@Override
		@Bean
		DataSource dataSource() {
			return TestDatabase.H2.createDataSource();
		}

	}

}
