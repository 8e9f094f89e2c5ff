package dev.retort.engine.warden;

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
import tools.jackson.databind.node.ObjectNode;

/// What an attempt's directory says about its start and its end. Thread-safe; blocks on the disk.
public final class AttemptRecord {
  private AttemptRecord() {}

  /// How the attempt ended; empty while it runs, or if it never ran, or if its warden died.
  ///
  /// @throws WardenException if the record is there but cannot be read
  public static Optional<ExitRecord> exit(Path attemptDirectory) {
    Path file = exitFile(attemptDirectory);
    try {
      return Optional.of(Json.MAPPER.readValue(Files.readString(file), ExitRecord.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new WardenException("cannot read the exit record " + file + ": " + e.getMessage(), e);
    }
  }

  /// Who decided about the start; empty if nobody has.
  ///
  /// @throws WardenException if the record is there but cannot be read
  public static Optional<StartRecord> start(Path attemptDirectory) {
    Path file = startFile(attemptDirectory);
    ObjectNode merged = (ObjectNode) Json.MAPPER.valueToTree(StartRecord.EMPTY);
    try {
      for (String line : Files.readString(file).split("\n", -1)) {
        merge(merged, line);
      }
      return Optional.of(Json.MAPPER.treeToValue(merged, StartRecord.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | JacksonException e) {
      throw new WardenException("cannot read the start record " + file + ": " + e.getMessage(), e);
    }
  }

  private static void merge(ObjectNode merged, String line) {
    try {
      if (Json.MAPPER.readTree(line) instanceof ObjectNode node) {
        merged.setAll(node);
      }
    } catch (JacksonException e) {
      // The last line of a writer that was killed: what stands before it holds.
      System.getLogger(AttemptRecord.class.getName())
          .log(System.Logger.Level.DEBUG, "a line of a start record is cut short", e);
    }
  }

  /// Decides on the node's behalf that the attempt is not run: the warden will never run it.
  ///
  /// @return whether this call decided; false if the start had been decided before
  public static boolean forbidStart(Path attemptDirectory, String why) {
    try (FileChannel start = createStart(attemptDirectory)) {
      append(start, Map.of("decidedBy", "node", "forbidden", why));
      start.force(true);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new WardenException(
          "cannot create " + startFile(attemptDirectory) + ": " + e.getMessage(), e);
    }
  }

  /// Decides about the start; whoever gets here first wins. O_EXCL of open(2).
  static FileChannel createStart(Path attemptDirectory) throws IOException {
    return FileChannel.open(
        startFile(attemptDirectory), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  /// Adds one line to a start record.
  static void append(FileChannel start, Object fields) throws IOException {
    String line = Json.MAPPER.writeValueAsString(fields) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      start.write(bytes);
    }
  }

  /// Adds to the start record how far a stop has got, and brings that to the disk. An attempt that
  /// has no start record is left without one.
  static void stopping(Path attemptDirectory, Stopping stopping) throws IOException {
    try (FileChannel start =
        FileChannel.open(startFile(attemptDirectory), StandardOpenOption.APPEND)) {
      start.write(ByteBuffer.wrap(new byte[] {'\n'})); // the line before may be cut short
      append(start, Map.of("stopping", stopping));
      start.force(true);
    }
  }

  static void writeExit(Path attemptDirectory, ExitRecord record) throws IOException {
    Durable.replace(
        exitPart(attemptDirectory),
        exitFile(attemptDirectory),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
  }

  private static Path startFile(Path attemptDirectory) {
    return attemptDirectory.resolve("start");
  }

  private static Path exitFile(Path attemptDirectory) {
    return attemptDirectory.resolve("exit");
  }

  /// Where room for the exit record is set aside while the program runs.
  static Path exitPart(Path attemptDirectory) {
    return attemptDirectory.resolve("exit.part");
  }
}
