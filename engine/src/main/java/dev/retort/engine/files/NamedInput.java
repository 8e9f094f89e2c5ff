package dev.retort.engine.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Gives an input the name that a program expects: a second name of the same file, in a directory
/// of its own. Thread-safe.
final class NamedInput {
  private NamedInput() {}

  /// The path with that name. Does nothing if it is there from an earlier attempt.
  ///
  /// @param directory the directory for this input alone
  static Path of(Path input, Path directory, String name) throws IOException {
    if (String.valueOf(input.getFileName()).equals(name)) {
      return input;
    }
    Path named = resolve(directory, name);
    if (isSame(input, named)) {
      return named;
    }
    Files.createDirectories(directory);
    try {
      link(input, named);
    } catch (FileAlreadyExistsException other) {
      Files.delete(named);
      link(input, named);
    }
    return named;
  }

  /// Without a UTF-8 locale, a name can be more than the system can express.
  private static Path resolve(Path directory, String name) throws IOException {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException unmappable) {
      throw new IOException(
          "the system's encoding cannot express the name \"" + name + "\"; set LC_ALL=C.UTF-8",
          unmappable);
    }
  }

  private static boolean isSame(Path input, Path named) throws IOException {
    return Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(input, named);
  }

  private static void link(Path input, Path named) throws IOException {
    try {
      Files.createLink(named, input);
    } catch (FileAlreadyExistsException other) {
      throw other;
    } catch (FileSystemException | UnsupportedOperationException noHardLinks) {
      Files.createSymbolicLink(named, input);
    }
  }
}
