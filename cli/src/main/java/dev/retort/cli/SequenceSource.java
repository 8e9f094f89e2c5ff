package dev.retort.cli;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// Where the sequence of `retort submit` comes from. Standard input is kept in a file meanwhile, so
/// that it can be sent again. Not thread-safe.
///
/// @param text the sequence itself; null when it is in a file
/// @param file where it is otherwise
/// @param name what the query is called when nobody says
/// @param temporary whether the file goes afterwards
record SequenceSource(@Nullable String text, Path file, String name, boolean temporary)
    implements AutoCloseable {
  private static final Path NONE = Path.of("");

  static SequenceSource of(Terminal terminal, @Nullable String text, @Nullable Path file)
      throws IOException {
    if (text != null || file == null) {
      return new SequenceSource(text == null ? "" : text, NONE, "query", false);
    }
    if (file.toString().equals("-")) {
      Path kept = Files.createTempFile("retort-", ".sequence");
      Files.copy(terminal.in(), kept, StandardCopyOption.REPLACE_EXISTING);
      return new SequenceSource(null, kept, "query", true);
    }
    Path absolute = terminal.directory().resolve(file);
    String obstacle = obstacle(absolute);
    if (obstacle != null) {
      throw new RetortException("cannot read the sequence file " + file + ": " + obstacle);
    }
    return new SequenceSource(null, absolute, String.valueOf(file.getFileName()), false);
  }

  private static @Nullable String obstacle(Path file) {
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    if (!Files.exists(file)) {
      return "there is no such file";
    }
    return Files.isReadable(file) ? null : "you may not read it";
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
