package dev.retort.example.proteinsearch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Shows hits: all of them as a table for programs, the best of them as text for people. Immutable,
/// thread-safe.
record HitTable(List<Hit> hits) {
  static final String HEADER =
      "rank\tid\tscore\tidentity_percent\taligned_length\tquery_range\tsubject_range\tdescription";

  private static final int SUMMARISED = 10;

  HitTable {
    hits = List.copyOf(hits);
  }

  /// Writes [#HEADER] and a line for each hit, tab-separated, UTF-8.
  void write(Path file) throws IOException {
    Stream<String> rows = IntStream.range(0, hits.size()).mapToObj(this::row);
    Files.write(file, Stream.concat(Stream.of(HEADER), rows).toList());
  }

  void summarise(PrintStream out) {
    if (hits.isEmpty()) {
      out.println("no protein scores high enough");
      return;
    }
    out.printf(Locale.ROOT, "%4s %6s %9s  %s%n", "rank", "score", "identity", "protein");
    for (int i = 0; i < Math.min(hits.size(), SUMMARISED); i++) {
      Hit hit = hits.get(i);
      String protein = (hit.subject().id() + " " + hit.subject().description()).strip();
      out.printf(
          Locale.ROOT,
          "%4d %6d %8.1f%%  %s%n",
          i + 1,
          hit.score(),
          100 * hit.identity(),
          protein.length() > 80 ? protein.substring(0, 77) + "..." : protein);
    }
    if (hits.size() > SUMMARISED) {
      out.printf(Locale.ROOT, "and %d more%n", hits.size() - SUMMARISED);
    }
  }

  private String row(int i) {
    Hit hit = hits.get(i);
    return String.join(
        "\t",
        Integer.toString(i + 1),
        hit.subject().id(),
        Integer.toString(hit.score()),
        String.format(Locale.ROOT, "%.1f", 100 * hit.identity()),
        Integer.toString(hit.columns()),
        hit.inQuery().toString(),
        hit.inSubject().toString(),
        hit.subject().description());
  }
}
