package dev.retort.example.proteinsearch;

import java.util.Locale;

/// Brings the one-letter codes of a protein into the alphabet that BLOSUM62 scores. Stateless,
/// thread-safe.
///
/// | code | what happens to it |
/// |---|---|
/// | the 20 amino acids, `B`, `Z`, `X` | stay: the matrix has a row for each |
/// | `U` selenocysteine | becomes `C`, the residue it stands in for |
/// | `O` pyrrolysine | becomes `K`, for the same reason |
/// | `J` leucine or isoleucine | becomes `L`, the commoner of the two |
/// | `*` at the end | is dropped: translations end with their stop codon |
/// | `*` elsewhere | stays: the matrix scores it -4 against every residue |
/// | lower case | becomes upper case |
/// | white space | is dropped |
///
/// Anything else, gaps of an alignment included, is refused.
final class Residues {
  /// Every letter that [#canonical] may return.
  static final String ALPHABET = "ARNDCQEGHILKMFPSTWYVBZX*";

  private Residues() {}

  /// The residues of `raw` in [#ALPHABET].
  ///
  /// @throws BadInputException naming the first character that is no residue, and its position
  ///   counted from 1
  static String canonical(String raw) {
    StringBuilder residues = new StringBuilder(raw.length());
    int position = 0;
    int refused = 0;
    int firstRefused = 0;
    int firstRefusedAt = 0;
    for (int codePoint : raw.codePoints().toArray()) {
      if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
        continue;
      }
      position++;
      int residue = replacement(Character.toUpperCase(codePoint));
      if (ALPHABET.indexOf(residue) >= 0) {
        residues.append((char) residue);
      } else if (refused++ == 0) {
        firstRefused = codePoint;
        firstRefusedAt = position;
      }
    }
    if (refused > 0) {
      throw new BadInputException(complaint(refused, firstRefused, firstRefusedAt));
    }
    while (!residues.isEmpty() && residues.charAt(residues.length() - 1) == '*') {
      residues.setLength(residues.length() - 1);
    }
    return residues.toString();
  }

  private static int replacement(int residue) {
    return switch (residue) {
      case 'U' -> 'C';
      case 'O' -> 'K';
      case 'J' -> 'L';
      default -> residue;
    };
  }

  private static String complaint(int refused, int first, int position) {
    String shown =
        first > ' ' && first < 0x7f
            ? "'" + Character.toString(first) + "'"
            : String.format(Locale.ROOT, "U+%04X", first);
    String which =
        refused == 1
            ? shown + " at position " + position + " is no amino acid"
            : refused
                + " characters are no amino acids, the first is "
                + shown
                + " at position "
                + position;
    return which + "; the letters A to Z and * are taken";
  }
}
