package dev.retort.example.proteinsearch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command-line arguments. Immutable.
record Arguments(Path database, Path query, Path out, int top, int minScore, int threads) {
  static final String USAGE =
      """
      usage: protein-search --database FILE --query FILE --out FILE [--top N] [--min-score N] [--threads N]

        --database FILE   proteins to search, FASTA, may be gzipped
        --query FILE      one protein, FASTA or bare residues
        --out FILE        where the table of hits goes, tab-separated
        --top N           how many hits to show, 1 to 1000 (default 25)
        --min-score N     the least score of a hit, from 1 (default 1)
        --threads N       from 1 (default: one per processor)
        --help            show this text
      """;

  private static final List<String> NAMES =
      List.of("--database", "--query", "--out", "--top", "--min-score", "--threads");
  private static final int MAX_TOP = 1000;
  private static final int MAX_THREADS = 1024;

  /// @throws BadInputException if a name is unknown or repeated, or a value is missing or out of
  ///   range
  static Arguments parse(List<String> words) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i);
      if (!NAMES.contains(name)) {
        throw new BadInputException("unknown argument " + name + ", --help lists the arguments");
      }
      if (i + 1 == words.size()) {
        throw new BadInputException(name + " needs a value");
      }
      if (values.put(name, words.get(i + 1)) != null) {
        throw new BadInputException(name + " is given twice");
      }
    }
    return new Arguments(
        path(values, "--database"),
        path(values, "--query"),
        path(values, "--out"),
        number(values, "--top", 25, MAX_TOP),
        number(values, "--min-score", 1, Integer.MAX_VALUE),
        number(values, "--threads", Runtime.getRuntime().availableProcessors(), MAX_THREADS));
  }

  private static Path path(Map<String, String> values, String name) {
    @Nullable String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new BadInputException(name + " is missing, --help shows the usage");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new BadInputException(name + " is not a file name: " + e.getMessage());
    }
  }

  private static int number(Map<String, String> values, String name, int otherwise, int max) {
    @Nullable String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // not a whole number: reported below like a value out of range
    }
    throw new BadInputException(
        name + " must be a whole number from 1 to " + max + ", got " + value);
  }
}
