package dev.retort.cli.config.yaml;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses and formats sizes.
public final class Quantity {
  /// Also used in the JSON Schema, which has no flags.
  static final Pattern SIZE =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?) ?((?:[kKmMgGtT][iI]?)?[bB]|)");

  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("kb", 1_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40));

  private Quantity() {}

  /// Parses `64MiB`, `10kB`, `1.5GB`, or a number of bytes; empty if the text is not a size, or too
  /// large.
  public static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Long unit = UNITS.get(matcher.group(2).toLowerCase(java.util.Locale.ROOT));
    if (unit == null) {
      return Optional.empty();
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    boolean fits =
        bytes.stripTrailingZeros().scale() <= 0
            && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return fits ? Optional.of(bytes.longValueExact()) : Optional.empty();
  }

  /// A number without a zero fraction, for example `2` or `0.5`.
  public static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /// The rounded size in the largest unit that leaves one digit before the point, for example `7.7
  /// GiB`.
  public static String rough(long bytes) {
    String[] names = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double shown = bytes;
    int unit = 0;
    while (shown >= 1024 && unit < names.length - 1) {
      shown /= 1024;
      unit++;
    }
    return number(Math.round(shown * 10) / 10.0) + " " + names[unit];
  }

  /// The exact size, for example `64 KiB`.
  public static String bytes(long bytes) {
    String[] names = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long shown = bytes;
    while (shown >= 1024 && shown % 1024 == 0 && unit < names.length - 1) {
      shown /= 1024;
      unit++;
    }
    return shown + " " + names[unit];
  }
}
