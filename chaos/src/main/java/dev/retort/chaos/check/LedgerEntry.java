package dev.retort.chaos.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// One line of the ledger, which programs write outside the server.
///
/// @param experiment the experiment's id
/// @param attempt the attempt's number
/// @param event start, beat or end
/// @param pid the process that wrote the line
/// @param uptime seconds since the boot of the machine (`/proc/uptime`), to 10 ms
public record LedgerEntry(String experiment, int attempt, Event event, long pid, double uptime) {

  /// The event of a program.
  public enum Event {
    START,
    BEAT,
    END
  }

  /// The line in the file, without its line feed.
  public String line() {
    return experiment
        + ' '
        + attempt
        + ' '
        + event.name().toLowerCase(Locale.ROOT)
        + ' '
        + pid
        + ' '
        + uptime;
  }

  /// Parses one line.
  public static LedgerEntry parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 5) {
      throw new IllegalArgumentException("a line of the ledger must have 5 words, got " + line);
    }
    return new LedgerEntry(
        words[0],
        Integer.parseInt(words[1]),
        Event.valueOf(words[2].toUpperCase(Locale.ROOT)),
        Long.parseLong(words[3]),
        Double.parseDouble(words[4]));
  }

  /// Reads a whole ledger in the order of its lines.
  public static List<LedgerEntry> readAll(Path ledger) throws IOException {
    return Files.readAllLines(ledger).stream().map(LedgerEntry::parse).toList();
  }
}
