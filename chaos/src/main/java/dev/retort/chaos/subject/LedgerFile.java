package dev.retort.chaos.subject;

import dev.retort.chaos.check.LedgerEntry;
import dev.retort.chaos.check.LedgerEntry.Event;
import dev.retort.core.program.RunContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes the ledger of Java programs: one write and one fsync for each line. Thread-safe.
final class LedgerFile {
  private final Path file;

  LedgerFile(Path file) {
    this.file = file;
  }

  void note(RunContext run, Event event) throws IOException {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    LedgerEntry entry =
        new LedgerEntry(
            run.experiment().id().toString(),
            run.experiment().state().attempt(),
            event,
            ProcessHandle.current().pid(),
            Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))));
    ByteBuffer line = ByteBuffer.wrap((entry.line() + '\n').getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      channel.write(line);
      channel.force(false);
    }
  }
}
