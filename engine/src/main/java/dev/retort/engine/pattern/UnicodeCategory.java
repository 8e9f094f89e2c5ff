package dev.retort.engine.pattern;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The characters of Unicode's general categories as this JDK knows them. RE2/J has tables of an
/// older Unicode. Thread-safe.
final class UnicodeCategory {
  private static final Map<String, Byte> BY_NAME =
      Map.ofEntries(
          Map.entry("Lu", Character.UPPERCASE_LETTER),
          Map.entry("Ll", Character.LOWERCASE_LETTER),
          Map.entry("Lt", Character.TITLECASE_LETTER),
          Map.entry("Lm", Character.MODIFIER_LETTER),
          Map.entry("Lo", Character.OTHER_LETTER),
          Map.entry("Mn", Character.NON_SPACING_MARK),
          Map.entry("Me", Character.ENCLOSING_MARK),
          Map.entry("Mc", Character.COMBINING_SPACING_MARK),
          Map.entry("Nd", Character.DECIMAL_DIGIT_NUMBER),
          Map.entry("Nl", Character.LETTER_NUMBER),
          Map.entry("No", Character.OTHER_NUMBER),
          Map.entry("Zs", Character.SPACE_SEPARATOR),
          Map.entry("Zl", Character.LINE_SEPARATOR),
          Map.entry("Zp", Character.PARAGRAPH_SEPARATOR),
          Map.entry("Pd", Character.DASH_PUNCTUATION),
          Map.entry("Ps", Character.START_PUNCTUATION),
          Map.entry("Pe", Character.END_PUNCTUATION),
          Map.entry("Pc", Character.CONNECTOR_PUNCTUATION),
          Map.entry("Po", Character.OTHER_PUNCTUATION),
          Map.entry("Pi", Character.INITIAL_QUOTE_PUNCTUATION),
          Map.entry("Pf", Character.FINAL_QUOTE_PUNCTUATION),
          Map.entry("Sm", Character.MATH_SYMBOL),
          Map.entry("Sc", Character.CURRENCY_SYMBOL),
          Map.entry("Sk", Character.MODIFIER_SYMBOL),
          Map.entry("So", Character.OTHER_SYMBOL));

  private UnicodeCategory() {}

  /// The inside of a character class with all characters of a category such as `Lu`, or of a group
  /// of categories such as `L`; empty if it is unknown.
  static Optional<String> ranges(String name) {
    Set<Byte> types =
        BY_NAME.entrySet().stream()
            .filter(entry ->
                name.length() == 1 ? entry.getKey().startsWith(name) : entry.getKey().equals(name))
            .map(Map.Entry::getValue)
            .collect(Collectors.toSet());
    return types.isEmpty() ? Optional.empty() : Optional.of(ranges(types));
  }

  private static String ranges(Set<Byte> types) {
    StringBuilder ranges = new StringBuilder();
    int first = -1;
    for (int character = 0; character <= Character.MAX_CODE_POINT + 1; character++) {
      boolean member =
          character <= Character.MAX_CODE_POINT
              && types.contains((byte) Character.getType(character));
      if (member && first < 0) {
        first = character;
      } else if (!member && first >= 0) {
        ranges.append(CharacterEscape.literal(first));
        if (character - 1 > first) {
          ranges.append('-').append(CharacterEscape.literal(character - 1));
        }
        first = -1;
      }
    }
    return ranges.toString();
  }
}
