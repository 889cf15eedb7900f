package io.github.mixedsession.shop.certificate;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that its owner alone can read.
 */
final class OwnerOnlyFile {

	private final Path path;

	OwnerOnlyFile(Path path) {
		this.path = path.toAbsolutePath();
	}

	Path path() {
		return this.path;
	}

	/**
	 * Writes it, through a file beside it: another node may read what was there or what
	 * is written, never a half.
	 * @param content what it holds from now on
	 */
	void write(byte[] content) throws IOException {
		Path directory = this.path.resolveSibling(".");
		Files.createDirectories(directory);
		Path temporary = Files.createTempFile(directory, "new", ".tmp", ownerOnly());
		try {
			Files.write(temporary, content);
			Files.move(temporary, this.path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	private static FileAttribute<?>[] ownerOnly() {
		if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) };
	}

}
