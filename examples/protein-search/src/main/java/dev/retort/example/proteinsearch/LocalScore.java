package dev.retort.example.proteinsearch;

/// Scores the best local alignment of one query with any protein, without finding the alignment
/// itself: one column of numbers in place of a matrix of pointers. Immutable, thread-safe.
///
/// Smith and Waterman (1981) with the affine gaps of Gotoh (1982). The score is the one that
/// BioJava's `SmithWaterman` gives for the same pair.
final class LocalScore {
  private static final int FIRST_OF_GAP = Blosum62.GAP_OPEN + Blosum62.GAP_EXTEND;

  private final int length;

  /// By residue of the subject, then by position in the query.
  private final int[][] profile = new int[128][];

  LocalScore(Protein query) {
    this.length = query.length();
    for (char residue : Residues.ALPHABET.toCharArray()) {
      int[] scores = new int[length];
      for (int i = 0; i < length; i++) {
        scores[i] = Blosum62.score(residue, query.residues().charAt(i));
      }
      profile[residue] = scores;
    }
  }

  /// The score of the best local alignment with `subject`; 0 if no two residues score above 0.
  int of(Protein subject) {
    int[] column =
        new int[length]; // best that ends at this query position and the subject's last residue
    int[] gapInQuery = new int[length]; // the same, with that residue aligned to a gap
    int best = 0;
    for (int j = 0; j < subject.length(); j++) {
      int[] substitution = profile[subject.residues().charAt(j)];
      int diagonal = 0;
      int above = 0;
      int gapInSubject = 0;
      for (int i = 0; i < length; i++) {
        int left = column[i];
        int fromLeft = Math.max(gapInQuery[i] - Blosum62.GAP_EXTEND, left - FIRST_OF_GAP);
        gapInSubject = Math.max(gapInSubject - Blosum62.GAP_EXTEND, above - FIRST_OF_GAP);
        int aligned = diagonal + substitution[i];
        int score = Math.max(Math.max(aligned, 0), Math.max(fromLeft, gapInSubject));
        gapInQuery[i] = fromLeft;
        column[i] = score;
        best = Math.max(best, score);
        diagonal = left;
        above = score;
      }
    }
    return best;
  }
}
