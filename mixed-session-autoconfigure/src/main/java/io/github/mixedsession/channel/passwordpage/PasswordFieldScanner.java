package io.github.mixedsession.channel.passwordpage;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Looks for {@code <input type=password>} in the bytes of an HTML page as they come, like
 * a browser's tokenizer would (WHATWG HTML, section 13.2.5), as far as that decides what
 * is a tag. Works on every encoding that agrees with ASCII, and on UTF-16. Belongs to one
 * response; not safe for concurrent use.
 * <p>
 * Scripts, styles and titles hold text in HTML, and markup within SVG and MathML and in
 * XHTML, where they can also be closed like {@code <title/>}. A page that has such ones
 * is read both ways, and a field that is found in one of them is found.
 * <p>
 * Not found: a field that a script makes, a type that is spelt with character references,
 * and what comes after an HTML element that ends an {@code <svg>} or {@code <math>}
 * before its end tag, after one of those elements within a {@code <select>}, or after
 * {@code <script>} within a comment within a script, each if it takes the rest of the
 * page for text.
 */
final class PasswordFieldScanner {

	private static final int MAX_NAME_LENGTH = 16;

	private static final List<String> RAW_TEXT = List.of("script", "style", "textarea", "title", "xmp", "iframe",
			"noembed", "noframes");

	private static final List<String> FOREIGN = List.of("svg", "math");

	private final StringBuilder name = new StringBuilder(MAX_NAME_LENGTH);

	private final StringBuilder value = new StringBuilder(MAX_NAME_LENGTH);

	private final HtmlDeclaration declaration = new HtmlDeclaration();

	private final PageCharacters characters;

	private final boolean xml;

	/** Whether what is text in HTML alone is read as markup. */
	private final boolean markup;

	private @Nullable PasswordFieldScanner otherReading;

	/** The outermost element that is open and is not HTML. */
	private @Nullable String foreign;

	private State state = State.TEXT;

	private @Nullable String rawElement;

	private boolean input;

	private boolean endTag;

	private boolean typed;

	private boolean password;

	private boolean found;

	private enum State {

		TEXT, TAG_OPEN, END_TAG_OPEN, TAG_NAME, BEFORE_ATTRIBUTE, ATTRIBUTE_NAME, AFTER_ATTRIBUTE_NAME, BEFORE_VALUE,
		DOUBLE_QUOTED, SINGLE_QUOTED, UNQUOTED, DECLARATION, BOGUS_COMMENT, RAW, RAW_TAG_OPEN, RAW_END_TAG

	}

	/**
	 * Create a scanner.
	 * @param charset the name of the charset that the response has, if any
	 * @param xml whether the page is XHTML
	 */
	PasswordFieldScanner(@Nullable String charset, boolean xml) {
		this(new PageCharacters(charset), xml, false, null);
	}

	private PasswordFieldScanner(PageCharacters characters, boolean xml, boolean markup, @Nullable String foreign) {
		this.characters = characters;
		this.xml = xml;
		this.markup = markup;
		this.foreign = foreign;
	}

	/**
	 * Takes the next bytes of the page.
	 * @return whether a password field has been seen, now or before
	 */
	boolean scan(byte[] bytes, int offset, int length) {
		for (int i = offset; i < offset + length && !this.found; i++) {
			int c = this.characters.next(bytes[i]);
			if (c != PageCharacters.NONE && (c == '<' || this.state != State.TEXT || this.otherReading != null)) {
				take(Character.toLowerCase((char) c));
			}
		}
		return this.found;
	}

	private void take(char c) {
		PasswordFieldScanner other = this.otherReading;
		next(c);
		if (other != null) {
			other.take(c);
			this.found |= other.found;
		}
	}

	private void next(char c) {
		switch (this.state) {
			case TEXT -> this.state = (c == '<') ? State.TAG_OPEN : State.TEXT;
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
			case DECLARATION -> this.state = this.declaration.isEndedBy(c) ? State.TEXT : State.DECLARATION;
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
			this.declaration.begin();
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
		this.rawElement = this.endTag ? null : named(RAW_TEXT);
		String element = named(FOREIGN);
		if (element != null && this.endTag == element.equals(this.foreign)) {
			this.foreign = this.endTag ? null : (this.foreign != null) ? this.foreign : element;
		}
	}

	private @Nullable String named(List<String> elements) {
		for (String element : elements) {
			if (element.contentEquals(this.name)) {
				return element;
			}
		}
		return null;
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
		boolean markupElsewhere = this.rawElement != null && (this.xml || this.foreign != null);
		if (markupElsewhere && !this.markup && this.otherReading == null) {
			this.otherReading = new PasswordFieldScanner(this.characters, this.xml, true, this.foreign);
		}
		this.state = (this.rawElement != null && !(markupElsewhere && this.markup)) ? State.RAW : State.TEXT;
	}

	private void rawTagOpen(char c) {
		this.name.setLength(0);
		this.state = (c == '/') ? State.RAW_END_TAG : (c == '<') ? State.RAW_TAG_OPEN : State.RAW;
	}

	private void rawEndTag(char c) {
		if (isLetter(c)) {
			append(this.name, c);
		}
		else if (this.rawElement != null && this.rawElement.contentEquals(this.name)
				&& (c == '>' || c == '/' || isSpace(c))) {
			this.input = false;
			this.rawElement = null;
			beforeAttribute(c);
		}
		else {
			this.state = (c == '<') ? State.RAW_TAG_OPEN : State.RAW;
		}
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
