package io.github.mixedsession.channel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Looks for {@code <input type=password>} in the bytes of an HTML page as they come, like
 * a browser's tokenizer would (WHATWG HTML, section 13.2.5), as far as that decides what
 * is a tag. Works on every encoding that agrees with ASCII, and on UTF-16, of which the
 * zero bytes are skipped. Belongs to one response; not safe for concurrent use.
 * <p>
 * Not found: a field that a script makes, and a type that is spelt with character
 * references.
 */
final class PasswordFieldScanner {

	private static final int MAX_NAME_LENGTH = 16;

	private static final List<String> RAW_TEXT = List.of("script", "style", "textarea", "title", "xmp", "iframe",
			"noembed", "noframes");

	private final StringBuilder name = new StringBuilder(MAX_NAME_LENGTH);

	private final StringBuilder value = new StringBuilder(MAX_NAME_LENGTH);

	private State state = State.TEXT;

	private @Nullable String rawElement;

	private boolean input;

	private int dashes;

	private boolean endTag;

	private boolean typed;

	private boolean password;

	private boolean found;

	private enum State {

		TEXT, TAG_OPEN, END_TAG_OPEN, TAG_NAME, BEFORE_ATTRIBUTE, ATTRIBUTE_NAME, AFTER_ATTRIBUTE_NAME, BEFORE_VALUE,
		DOUBLE_QUOTED, SINGLE_QUOTED, UNQUOTED, DECLARATION, COMMENT, BOGUS_COMMENT, RAW, RAW_TAG_OPEN, RAW_END_TAG

	}

	/**
	 * Takes the next bytes of the page.
	 * @return whether a password field has been seen, now or before
	 */
	boolean scan(byte[] bytes, int offset, int length) {
		for (int i = offset; i < offset + length && !this.found; i++) {
			if (bytes[i] != 0 && (this.state != State.TEXT || bytes[i] == '<')) {
				next(Character.toLowerCase((char) (bytes[i] & 0xff)));
			}
		}
		return this.found;
	}

	private void next(char c) {
		switch (this.state) {
			case TEXT -> this.state = State.TAG_OPEN;
			case TAG_OPEN -> tagOpen(c);
			case END_TAG_OPEN -> endTagOpen(c);
			case TAG_NAME -> tagName(c);
			case BEFORE_ATTRIBUTE -> beforeAttribute(c);
			case ATTRIBUTE_NAME -> attributeName(c);
			case AFTER_ATTRIBUTE_NAME -> afterAttributeName(c);
			case BEFORE_VALUE -> beforeValue(c);
			case DOUBLE_QUOTED -> quoted(c, '"');
			case SINGLE_QUOTED -> quoted(c, '\'');
			case UNQUOTED -> unquoted(c);
			case DECLARATION -> declaration(c);
			case COMMENT -> comment(c);
			case BOGUS_COMMENT -> this.state = (c == '>') ? State.TEXT : State.BOGUS_COMMENT;
			case RAW -> this.state = (c == '<') ? State.RAW_TAG_OPEN : State.RAW;
			case RAW_TAG_OPEN -> rawTagOpen(c);
			case RAW_END_TAG -> rawEndTag(c);
		}
	}

	private void tagOpen(char c) {
		if (isLetter(c)) {
			beginTag(c, false);
		}
		else if (c == '/') {
			this.state = State.END_TAG_OPEN;
		}
		else if (c == '!') {
			this.dashes = 0;
			this.state = State.DECLARATION;
		}
		else if (c == '?') {
			this.state = State.BOGUS_COMMENT;
		}
		else if (c != '<') {
			this.state = State.TEXT;
		}
	}

	private void endTagOpen(char c) {
		if (isLetter(c)) {
			beginTag(c, true);
		}
		else {
			this.state = (c == '>') ? State.TEXT : State.BOGUS_COMMENT;
		}
	}

	private void beginTag(char c, boolean end) {
		begin(this.name, c);
		this.endTag = end;
		this.typed = false;
		this.password = false;
		this.state = State.TAG_NAME;
	}

	private void tagName(char c) {
		if (c == '>' || c == '/' || isSpace(c)) {
			endTagName();
			beforeAttribute(c);
		}
		else {
			append(this.name, c);
		}
	}

	private void endTagName() {
		this.input = !this.endTag && "input".contentEquals(this.name);
		this.rawElement = null;
		for (String element : RAW_TEXT) {
			if (!this.endTag && element.contentEquals(this.name)) {
				this.rawElement = element;
			}
		}
	}

	private void beforeAttribute(char c) {
		if (c == '>') {
			closeTag();
		}
		else if (c == '/' || isSpace(c)) {
			this.state = State.BEFORE_ATTRIBUTE;
		}
		else {
			begin(this.name, c);
			this.state = State.ATTRIBUTE_NAME;
		}
	}

	private void attributeName(char c) {
		if (c == '=') {
			this.state = State.BEFORE_VALUE;
		}
		else if (isSpace(c)) {
			this.state = State.AFTER_ATTRIBUTE_NAME;
		}
		else if (c == '/' || c == '>') {
			endAttribute("");
			beforeAttribute(c);
		}
		else {
			append(this.name, c);
		}
	}

	private void afterAttributeName(char c) {
		if (c == '=') {
			this.state = State.BEFORE_VALUE;
		}
		else if (!isSpace(c)) {
			endAttribute("");
			beforeAttribute(c);
		}
	}

	private void beforeValue(char c) {
		if (isSpace(c)) {
			return;
		}
		this.value.setLength(0);
		switch (c) {
			case '"' -> this.state = State.DOUBLE_QUOTED;
			case '\'' -> this.state = State.SINGLE_QUOTED;
			case '>' -> {
				endAttribute("");
				closeTag();
			}
			default -> {
				append(this.value, c);
				this.state = State.UNQUOTED;
			}
		}
	}

	private void quoted(char c, char quote) {
		if (c == quote) {
			endAttribute(this.value);
			this.state = State.BEFORE_ATTRIBUTE;
		}
		else {
			append(this.value, c);
		}
	}

	private void unquoted(char c) {
		if (c == '>' || isSpace(c)) {
			endAttribute(this.value);
			beforeAttribute(c);
		}
		else {
			append(this.value, c);
		}
	}

	/**
	 * Of two attributes of one name, the first counts.
	 */
	private void endAttribute(CharSequence text) {
		if (!this.typed && "type".contentEquals(this.name)) {
			this.typed = true;
			this.password = "password".contentEquals(text);
		}
	}

	private void closeTag() {
		this.found = this.password && this.input;
		this.state = (this.rawElement != null) ? State.RAW : State.TEXT;
	}

	private void declaration(char c) {
		if (c == '-' && ++this.dashes == 2) {
			this.state = State.COMMENT;
		}
		else if (c != '-') {
			this.state = (c == '>') ? State.TEXT : State.BOGUS_COMMENT;
		}
	}

	private void comment(char c) {
		if (c == '>' && this.dashes >= 2) {
			this.state = State.TEXT;
		}
		else if (c == '-') {
			this.dashes++;
		}
		else if (c != '!' || this.dashes < 2) {
			this.dashes = 0;
		}
	}

	private void rawTagOpen(char c) {
		this.name.setLength(0);
		this.state = (c == '/') ? State.RAW_END_TAG : (c == '<') ? State.RAW_TAG_OPEN : State.RAW;
	}

	private void rawEndTag(char c) {
		if (isLetter(c)) {
			append(this.name, c);
		}
		else if (isRawElement(this.name) && (c == '>' || c == '/' || isSpace(c))) {
			this.input = false;
			this.rawElement = null;
			beforeAttribute(c);
		}
		else {
			this.state = (c == '<') ? State.RAW_TAG_OPEN : State.RAW;
		}
	}

	private boolean isRawElement(CharSequence text) {
		return this.rawElement != null && this.rawElement.contentEquals(text);
	}

	private static void begin(StringBuilder text, char c) {
		text.setLength(0);
		text.append(c);
	}

	/**
	 * What is longer is none of the names that count, and must not become one.
	 */
	private static void append(StringBuilder text, char c) {
		if (text.length() < MAX_NAME_LENGTH) {
			text.append(c);
		}
	}

	private static boolean isLetter(char c) {
		return c >= 'a' && c <= 'z';
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
	}

}
