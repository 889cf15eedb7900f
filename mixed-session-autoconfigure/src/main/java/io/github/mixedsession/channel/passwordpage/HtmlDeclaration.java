package io.github.mixedsession.channel.passwordpage;

/**
 * What begins with {@code <!}: a comment, or something that ends with the next {@code >}
 * (WHATWG HTML, sections 13.2.5.42 to 13.2.5.52). Not safe for concurrent use.
 */
final class HtmlDeclaration {

	private Part part = Part.OPEN;

	private int dashes;

	private enum Part {

		OPEN, OTHER, COMMENT_START, COMMENT, COMMENT_BANG

	}

	void begin() {
		this.part = Part.OPEN;
		this.dashes = 0;
	}

	/**
	 * Takes the next character.
	 * @return whether it is the last one
	 */
	boolean isEndedBy(char c) {
		boolean dash = c == '-';
		boolean end = c == '>' && switch (this.part) {
			case OPEN, OTHER, COMMENT_START, COMMENT_BANG -> true;
			case COMMENT -> this.dashes >= 2;
		};
		this.part = switch (this.part) {
			case OPEN -> !dash ? Part.OTHER : (this.dashes == 1) ? Part.COMMENT_START : Part.OPEN;
			case OTHER -> Part.OTHER;
			case COMMENT_START -> (dash && this.dashes == 2) ? Part.COMMENT_START : Part.COMMENT;
			case COMMENT -> (c == '!' && this.dashes >= 2) ? Part.COMMENT_BANG : Part.COMMENT;
			case COMMENT_BANG -> Part.COMMENT;
		};
		this.dashes = dash ? this.dashes + 1 : 0;
		return end;
	}

}
