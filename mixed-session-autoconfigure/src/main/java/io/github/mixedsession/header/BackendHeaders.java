package io.github.mixedsession.header;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MisconfigurationException;

/**
 * The headers between this application and its backends, and what they may carry.
 * Immutable.
 */
public final class BackendHeaders {

	private static final String IMPORT = "mixed-session.headers.import";

	private static final String EXPORT = "mixed-session.headers.export";

	private final @Nullable AttributeHeader imported;

	private final @Nullable AttributeHeader exported;

	/**
	 * Create the headers.
	 * @param importName the name of the response header that changes attributes,
	 * {@code null} for none
	 * @param importAttributes the names of the attributes that it may change
	 * @param exportName the name of the request header that shows attributes,
	 * {@code null} for none
	 * @param exportAttributes the names of the attributes that it may show
	 * @throws MisconfigurationException naming the property and the cure
	 */
	public BackendHeaders(@Nullable String importName, List<String> importAttributes, @Nullable String exportName,
			List<String> exportAttributes) {
		this.imported = AttributeHeader.create(IMPORT, importName, importAttributes);
		this.exported = AttributeHeader.create(EXPORT, exportName, exportAttributes);
		if (this.imported != null && this.exported != null
				&& this.imported.name().isConfusedWith(this.exported.name())) {
			throw new MisconfigurationException(
					EXPORT + ".name", this.exported.name(), "can be confused with " + IMPORT
							+ ".name: a backend that echoes what it was sent would change " + "the session",
					"Give the two headers different names.");
		}
	}

	/**
	 * Returns whether there is any header.
	 */
	boolean isConfigured() {
		return this.imported != null || this.exported != null;
	}

	@Nullable AttributeHeader imported() {
		return this.imported;
	}

	@Nullable AttributeHeader exported() {
		return this.exported;
	}

	/**
	 * Answers whether a header is, or could be taken for, one of these two. Such a header
	 * passes neither from the client nor to it.
	 */
	boolean isInternal(String name) {
		return isConfused(this.imported, name) || isConfused(this.exported, name);
	}

	private static boolean isConfused(@Nullable AttributeHeader header, String name) {
		return header != null && header.name().isConfusedWith(name);
	}

}
