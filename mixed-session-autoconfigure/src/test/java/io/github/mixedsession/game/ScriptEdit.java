package io.github.mixedsession.game;

import java.nio.charset.StandardCharsets;

/**
 * Has a script of the Redis store say something else.
 *
 * @param script its name
 * @param text what it says in one place
 * @param instead what it says instead
 */
record ScriptEdit(String script, String text, String instead) implements Edit {

	/**
	 * Begins with a text.
	 * @param script the name of the script
	 * @param text a text that it has once
	 */
	static Place in(String script, String text) {
		return new Place(script, text);
	}

	@Override
	public String file() {
		return "io/github/mixedsession/store/redis/" + this.script + ".lua";
	}

	@Override
	public byte[] apply(byte[] file) {
		String whole = new String(file, StandardCharsets.UTF_8);
		int place = whole.indexOf(this.text);
		if (place == -1 || whole.indexOf(this.text, place + 1) != -1) {
			throw new IllegalStateException("Not there once: " + this);
		}
		return whole.replace(this.text, this.instead).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void load(ClassLoader broken) {
		broken.getResourceAsStream(file());
	}

	/**
	 * A text in a script.
	 *
	 * @param script its name
	 * @param text the text
	 */
	record Place(String script, String text) {

		ScriptEdit becomes(String instead) {
			return new ScriptEdit(this.script, this.text, instead);
		}

		ScriptEdit isLeftOut() {
			return becomes("");
		}

	}

}
