package dev.retort.server.access;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// What administrators did: the file `audit.log` of a data directory, one JSON object a line, mode
/// 0600. It is opened for each line, so that it can be renamed at any time. Thread-safe, also
/// between processes: a line is one append.
public final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger("retort.audit");
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path directory;

  /// @param directory the data directory
  public AuditLog(Path directory) {
    this.directory = directory;
  }

  /// One act.
  ///
  /// @param who the user of a command, or the caller of a request
  /// @param act what was done, for example `create token` or `POST`
  /// @param what to which object: a token's name, the path of a request
  /// @param outcome `done`, or the status of the answer
  public record Entry(Instant at, String who, String act, String what, String outcome) {}

  /// Appends an entry, durably. Blocks.
  ///
  /// @throws RetortException if it cannot be written
  public synchronized void write(Entry entry) {
    LOG.info("{} {} {} {}", entry.who(), entry.act(), entry.what(), entry.outcome());
    String line =
        MAPPER
                .createObjectNode()
                .put("at", entry.at().toString())
                .put("who", entry.who())
                .put("act", entry.act())
                .put("what", entry.what())
                .put("outcome", entry.outcome())
                .toString()
            + "\n";
    Path file = directory.resolve("audit.log");
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      channel.force(false);
      UserPrincipal user = Files.getOwner(directory);
      if (!Files.getOwner(file).equals(user)) {
        Files.setOwner(file, user); // root made it
      }
    } catch (IOException failed) {
      throw new RetortException("cannot write to " + file + ": " + failed, failed);
    }
  }
}
