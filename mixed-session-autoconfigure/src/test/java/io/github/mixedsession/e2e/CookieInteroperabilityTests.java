package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program in another language reads a session's cookie and writes one, by the lines in
 * the documentation.
 */
@ExtendWith(PythonCondition.class)
class CookieInteroperabilityTests {

	private static final Pattern PYTHON = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

	@TempDir
	private Path directory;

	@Test
	void anotherProgramReadsAndWritesTheInsecureCookie() throws Exception {
		CookieForge forge = CookieForge.withFreshKey();
		Site site = Site.start(CookieForge.site(List.of(forge)));
		try {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/secure/set?name=card&value=4711");
			visitor.http("/page");
			visitor.jar().plant(Browser.INSECURE_COOKIE, changed(visitor.insecureId(), forge), false);
			assertThat(visitor.http("/get?name=cart").body()).isEqualTo("mug, cup");
			assertThat(visitor.https("/secure/get?name=cart").body()).isEqualTo("mug, cup");
			assertThat(visitor.https("/secure/get?name=card").body()).isEqualTo("4711");
		}
		finally {
			site.close();
		}
	}

	private String changed(String cookie, CookieForge forge) throws Exception {
		Matcher code = PYTHON.matcher(Files.readString(Path.of("docs", "stores.md")));
		assertThat(code.find()).isTrue();
		Path program = this.directory.resolve("program.py");
		Files.writeString(program, code.group(1));
		ProcessBuilder process = new ProcessBuilder(PythonCondition.find().orElseThrow(), program.toString(), cookie)
			.redirectErrorStream(true);
		process.environment().put("SESSION_KEY", Base64.getEncoder().encodeToString(forge.key()));
		Process running = process.start();
		String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(running.waitFor()).as(output).isZero();
		return output.strip();
	}

}
