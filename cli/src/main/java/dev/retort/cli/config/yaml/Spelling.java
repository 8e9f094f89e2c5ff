package dev.retort.cli.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Suggests corrections of misspelt words.
public final class Spelling {
  private Spelling() {}

  /// `did you mean …?` with the nearest known word, or the list of known words if none is near.
  public static String suggest(String written, Collection<String> known) {
    return nearest(written, known)
        .map(word -> "did you mean `" + word + "`?")
        .orElseGet(() -> "known words are " + String.join(", ", known.stream().sorted().toList()));
  }

  /// `did you mean …?`, or null if no word is near.
  public static @Nullable String near(String written, Collection<String> known) {
    return nearest(written, known).map(word -> "did you mean `" + word + "`?").orElse(null);
  }

  private static Optional<String> nearest(String written, Collection<String> known) {
    int most = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(word -> distance(written, word) <= most)
        .min(Comparator.comparingInt(word -> distance(written, word)));
  }

  /// The number of letters to insert, delete, replace or swap with their neighbour (optimal string
  /// alignment); a hyphen for an underscore and an upper case letter cost nothing.
  public static int distance(String left, String right) {
    String a = left.toLowerCase(java.util.Locale.ROOT).replace('-', '_');
    String b = right.toLowerCase(java.util.Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
