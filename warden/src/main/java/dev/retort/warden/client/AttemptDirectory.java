package dev.retort.warden.client;

import dev.retort.warden.linux.Durable;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// The directory of one attempt, `attempts/<n>`: the names of its files, and its start and exit
/// records. Thread-safe; reading and writing a record blocks on the disk.
///
/// @param path the directory
public record AttemptDirectory(Path path) {
  /// In bytes: a command line may have 2 MiB, and a start record holds it.
  private static final int LONGEST_RECORD = 16 << 20;

  /// The program's working directory.
  public Path work() {
    return path.resolve("work");
  }

  /// The directory for the program's temporary files, deleted at its end.
  public Path temporary() {
    return path.resolve("tmp");
  }

  /// The log of the program's standard output.
  public Path stdout() {
    return path.resolve("stdout");
  }

  /// The log of the program's standard error.
  public Path stderr() {
    return path.resolve("stderr");
  }

  /// The file in which the program reports its progress.
  public Path progress() {
    return path.resolve("progress");
  }

  /// The file in which an isolated program's JVM reports how the program ended.
  public Path report() {
    return path.resolve("report");
  }

  /// The file that tells an isolated program's JVM what to run.
  public Path task() {
    return path.resolve("task.json");
  }

  /// The shell script of a program that is one.
  public Path script() {
    return path.resolve("script");
  }

  /// The start record; its creator decides whether the program runs.
  public Path startFile() {
    return path.resolve("start");
  }

  /// The exit record.
  public Path exitFile() {
    return path.resolve("exit");
  }

  /// The exit record before it is complete; reserves its space while the program runs.
  public Path exitPart() {
    return path.resolve("exit.part");
  }

  /// Whether the start has been decided.
  public boolean startDecided() {
    return Files.exists(startFile());
  }

  /// How the attempt ended; empty while it runs, if it never ran, or if its warden died.
  ///
  /// @throws WardenException if the record exists but is not readable
  public Optional<ExitRecord> exit() {
    Path file = exitFile();
    try {
      String record = RegularFiles.readString(file, LONGEST_RECORD);
      return Optional.of(WardenJson.MAPPER.readValue(record, ExitRecord.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new WardenException("cannot read the exit record " + file + ": " + e.getMessage(), e);
    }
  }

  /// Who decided about the start; empty if it is undecided.
  ///
  /// @throws WardenException if the record exists but is not readable
  public Optional<StartRecord> start() {
    Path file = startFile();
    try {
      return Optional.of(StartRecord.of(RegularFiles.readString(file, LONGEST_RECORD)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new WardenException("cannot read the start record " + file + ": " + e.getMessage(), e);
    }
  }

  /// Decides on the node's behalf that the attempt does not run: the warden never runs it.
  ///
  /// @return whether this call decided; false if the start had been decided before
  public boolean forbidStart(String why) {
    try (FileChannel start = createStart()) {
      append(start, Map.of("decidedBy", "node", "forbidden", why));
      start.force(true);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new WardenException("cannot create " + startFile() + ": " + e.getMessage(), e);
    }
  }

  /// Decides about the start; the first caller wins. O_EXCL of open(2).
  ///
  /// @throws FileAlreadyExistsException if the start has been decided
  public FileChannel createStart() throws IOException {
    return FileChannel.open(startFile(), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  /// Adds one line to a start record.
  public static void append(FileChannel start, Object fields) throws IOException {
    String line = WardenJson.MAPPER.writeValueAsString(fields) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      start.write(bytes);
    }
  }

  /// Adds the progress of a stop to the start record and syncs it. Does not create a start record.
  public void appendStop(StopRecord stopping) throws IOException {
    try (FileChannel start = RegularFiles.append(startFile())) {
      start.write(ByteBuffer.wrap(new byte[] {'\n'})); // the line before may be incomplete
      append(start, Map.of("stopping", stopping));
      start.force(true);
    }
  }

  /// Writes the exit record and syncs it.
  public void writeExit(ExitRecord record) throws IOException {
    Durable.replace(
        exitPart(),
        exitFile(),
        WardenJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
  }
}
