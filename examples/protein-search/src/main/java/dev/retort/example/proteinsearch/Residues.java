package dev.retort.example.proteinsearch;

import java.util.Locale;

/// Converts the one-letter codes of a protein to the alphabet of BLOSUM62. Stateless, thread-safe.
///
/// | code | conversion |
/// |---|---|
/// | the 20 amino acids, `B`, `Z`, `X` | unchanged: the matrix has a row for each |
/// | `U` selenocysteine | becomes `C`, the residue that it replaces |
/// | `O` pyrrolysine | becomes `K`, for the same reason |
/// | `J` leucine or isoleucine | becomes `L`, the commoner of the two |
/// | `*` at the end | is dropped: translations end with their stop codon |
/// | `*` elsewhere | unchanged: the matrix scores it -4 against every residue |
/// | lower case | becomes upper case |
/// | white space | is dropped |
///
/// All other characters are rejected, including gaps of an alignment.
final class Residues {
  /// Every letter that [#canonical] may return.
  static final String ALPHABET = "ARNDCQEGHILKMFPSTWYVBZX*";

  private Residues() {}

  /// The residues of `raw` in [#ALPHABET].
  ///
  /// @throws BadInputException with the first character that is not a residue, and its position
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
            ? shown + " at position " + position + " is not an amino acid"
            : refused
                + " characters are not amino acids, the first is "
                + shown
                + " at position "
                + position;
    return which + "; use the letters A to Z and *";
  }
}
