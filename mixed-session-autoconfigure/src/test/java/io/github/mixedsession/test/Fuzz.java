package io.github.mixedsession.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives a target many inputs: in every build some that are the same each time, in the
 * profile many that Jazzer makes up, guided by what they reach. To repeat a failure, pass
 * its input as {@code -Dfuzz.input}, in Base64.
 */
public final class Fuzz {

	private static final Path DIRECTORY = Path.of("target", "fuzz");

	private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

	private static final int MAX_LENGTH = 400;

	private Fuzz() {
	}

	/**
	 * Runs a target.
	 * @param type the target
	 * @param ofEveryBuild how many inputs it gets in every build
	 * @param ofTheProfile how many inputs it gets in the profile
	 * @param seeds inputs to start from
	 * @return how many inputs of which kind were seen
	 * @throws Exception if an input shows a defect
	 */
	public static Map<String, Integer> run(Class<? extends FuzzTarget> type, int ofEveryBuild, int ofTheProfile,
			String... seeds) throws Exception {
		String input = System.getProperty("fuzz.input");
		if (input != null) {
			FuzzProcess.create(type.getName()).accept(new FuzzInput(Base64.getDecoder().decode(input)));
			throw new IllegalStateException("This input shows no defect");
		}
		return Proof.isLong() ? search(type, ofTheProfile, seeds) : sample(type, ofEveryBuild, seeds);
	}

	private static Map<String, Integer> sample(Class<? extends FuzzTarget> type, int inputs, String... seeds)
			throws Exception {
		FuzzTarget target = FuzzProcess.create(type.getName());
		Random random = new Random(20);
		for (int i = 0; i < inputs; i++) {
			byte[] input = (i < seeds.length) ? bytes(seeds[i]) : random.nextBoolean() ? random(random)
					: mutated(random, bytes(seeds[random.nextInt(seeds.length)]));
			try {
				target.accept(new FuzzInput(input));
			}
			catch (Exception | AssertionError ex) {
				throw new AssertionError(name(type) + ": -Dfuzz.input=" + Base64.getEncoder().encodeToString(input),
						ex);
			}
		}
		System.out.println(name(type) + ": " + inputs + " inputs " + target.counts());
		return target.counts();
	}

	private static String name(Class<?> type) {
		return type.getEnclosingClass().getSimpleName();
	}

	private static byte[] bytes(String seed) {
		return seed.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] random(Random random) {
		byte[] bytes = new byte[random.nextInt(40)];
		random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] mutated(Random random, byte[] seed) {
		byte[] bytes = seed;
		for (int i = random.nextInt(4); i >= 0; i--) {
			int from = random.nextInt(bytes.length + 1);
			int to = Math.min(bytes.length, from + random.nextInt(3));
			byte[] between = Arrays.copyOfRange(random(random), 0, random.nextInt(3));
			byte[] next = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
			System.arraycopy(between, 0, next, from, between.length);
			System.arraycopy(bytes, to, next, from + between.length, bytes.length - to);
			bytes = next;
		}
		return bytes;
	}

	private static Map<String, Integer> search(Class<? extends FuzzTarget> type, int inputs, String... seeds)
			throws IOException, InterruptedException {
		Path corpus = DIRECTORY.resolve(name(type));
		Files.createDirectories(corpus);
		for (int i = 0; i < seeds.length; i++) {
			Files.write(corpus.resolve("seed" + i), bytes(seeds[i]));
		}
		Path log = DIRECTORY.resolve(name(type) + ".log");
		Process process = new ProcessBuilder(command(type, inputs, corpus)).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			int status = process.waitFor();
			// what the fuzzer prints of an input is not always UTF-8
			String output = Files.readString(log, StandardCharsets.ISO_8859_1);
			Matcher done = DONE.matcher(output);
			if (status != 0 || !done.find()) {
				throw new AssertionError(finding(type, output));
			}
			String counts = output.lines()
				.filter((line) -> line.startsWith(FuzzProcess.COUNTS))
				.map((line) -> line.substring(FuzzProcess.COUNTS.length()))
				.findFirst()
				.orElse("{}");
			System.out.println(name(type) + ": " + done.group(1) + " inputs in " + done.group(2) + " s " + counts);
			return counts(counts);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static List<String> command(Class<?> type, int inputs, Path corpus) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
				System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
				"--target_class=" + FuzzProcess.class.getName(), "--target_args=" + type.getName(),
				"--instrumentation_includes=io.github.mixedsession.**:org.springframework.web.util.pattern.**",
				// its own detectors look for other defects, and slow regular expressions
				// down
				"--custom_hook_excludes=**", "--reproducer_path=" + DIRECTORY, "-artifact_prefix=" + DIRECTORY + "/",
				"-runs=" + inputs, "-max_len=" + MAX_LENGTH, "-timeout=60", "-rss_limit_mb=0", "-print_final_stats=0",
				corpus.toString());
	}

	private static String finding(Class<?> type, String output) {
		int begin = output.indexOf("== Java Exception");
		List<String> lines = output.substring(Math.max(begin, 0)).lines().toList();
		String base64 = lines.stream().filter((line) -> line.startsWith("Base64: ")).findFirst().orElse("Base64: ?");
		return name(type) + ": -Dfuzz.input=" + base64.substring("Base64: ".length()) + "\n"
				+ ((begin >= 0) ? lines.stream().limit(40) : lines.stream().skip(Math.max(0, lines.size() - 40)))
					.collect(Collectors.joining("\n"));
	}

	private static Map<String, Integer> counts(String text) {
		return Stream.of(text.substring(1, text.length() - 1).split(", "))
			.filter((count) -> count.contains("="))
			.map((count) -> count.split("="))
			.collect(Collectors.toMap((count) -> count[0], (count) -> Integer.valueOf(count[1])));
	}

}
