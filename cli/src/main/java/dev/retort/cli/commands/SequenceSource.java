package dev.retort.cli.commands;

import dev.retort.cli.terminal.Terminal;
import dev.retort.client.NewQuery;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// The source of the sequence of `retort submit`. Standard input is copied to a temporary file for
/// retries. Not thread-safe.
///
/// @param text the sequence; null if it is in a file, or there is none
/// @param file the file with the sequence; null if it is text, or there is none
/// @param name the default name of the query
/// @param temporary whether the file is deleted afterwards
record SequenceSource(@Nullable String text, @Nullable Path file, String name, boolean temporary)
    implements AutoCloseable {

  static SequenceSource of(Terminal terminal, @Nullable String text, @Nullable Path file)
      throws IOException {
    if (text != null || file == null) {
      return new SequenceSource(text, null, "query", false);
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

  /// A query with this sequence.
  NewQuery query(String called) {
    if (text != null) {
      return NewQuery.of(called, text);
    }
    return file == null ? NewQuery.of(called) : NewQuery.of(called, file);
  }

  private static @Nullable String obstacle(Path file) {
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    if (!Files.exists(file)) {
      return "it does not exist";
    }
    return Files.isReadable(file) ? null : "permission denied";
  }

  @Override
  public void close() throws IOException {
    if (temporary && file != null) {
      Files.deleteIfExists(file);
    }
  }
}
