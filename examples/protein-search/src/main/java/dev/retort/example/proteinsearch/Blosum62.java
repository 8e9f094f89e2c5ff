package dev.retort.example.proteinsearch;

import org.biojava.nbio.alignment.SimpleGapPenalty;
import org.biojava.nbio.alignment.template.GapPenalty;
import org.biojava.nbio.core.alignment.matrices.SubstitutionMatrixHelper;
import org.biojava.nbio.core.alignment.template.SubstitutionMatrix;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompound;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompoundSet;

/// The default scoring of blastp: BLOSUM62 as BioJava ships it (Henikoff and Henikoff 1992,
/// half-bit units); a gap of n residues costs 11 + n. Immutable, thread-safe.
final class Blosum62 {
  static final int GAP_OPEN = 11;
  static final int GAP_EXTEND = 1;

  /// BioJava's table. Each lookup searches a list for both residues, which would dominate the time
  /// of an alignment; hence [#score].
  static final SubstitutionMatrix<AminoAcidCompound> MATRIX =
      SubstitutionMatrixHelper.getBlosum62();

  private static final int[][] SCORES = scores();

  private Blosum62() {}

  /// The score of two aligned residues of [Residues#ALPHABET].
  static int score(char a, char b) {
    return SCORES[a][b];
  }

  static GapPenalty gapPenalty() {
    return new SimpleGapPenalty(GAP_OPEN, GAP_EXTEND);
  }

  private static int[][] scores() {
    AminoAcidCompoundSet compounds = AminoAcidCompoundSet.getAminoAcidCompoundSet();
    int[][] scores = new int[128][128];
    for (char a : Residues.ALPHABET.toCharArray()) {
      for (char b : Residues.ALPHABET.toCharArray()) {
        scores[a][b] =
            MATRIX.getValue(
                compounds.getCompoundForString(String.valueOf(a)),
                compounds.getCompoundForString(String.valueOf(b)));
      }
    }
    return scores;
  }
}
