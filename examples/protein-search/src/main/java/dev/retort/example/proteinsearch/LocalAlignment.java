package dev.retort.example.proteinsearch;

import org.biojava.nbio.alignment.SmithWaterman;
import org.biojava.nbio.core.alignment.template.SequencePair;
import org.biojava.nbio.core.exceptions.CompoundNotFoundException;
import org.biojava.nbio.core.sequence.ProteinSequence;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompound;

/// BioJava's local alignment, for the few proteins in the output. One per alignment, not
/// thread-safe. Needs about 36 bytes for each pair of residues while it aligns.
final class LocalAlignment extends SmithWaterman<ProteinSequence, AminoAcidCompound> {
  private final String queryResidues;
  private final String subjectResidues;

  private LocalAlignment(Protein query, Protein subject) {
    this.queryResidues = query.residues();
    this.subjectResidues = subject.residues();
    setGapPenalty(Blosum62.gapPenalty());
    setQuery(sequence(query));
    setTarget(sequence(subject));
    setSubstitutionMatrix(Blosum62.MATRIX);
  }

  /// Aligns `query` with a `subject` whose score, by [LocalScore], is above 0.
  static Hit of(Protein query, Protein subject) {
    LocalAlignment alignment = new LocalAlignment(query, subject);
    SequencePair<ProteinSequence, AminoAcidCompound> pair = alignment.getPair();
    int columns = pair.getLength();
    return new Hit(
        subject,
        (int) alignment.getScore(),
        pair.getPercentageOfIdentity(true),
        columns,
        new Hit.Range(pair.getIndexInQueryAt(1), pair.getIndexInQueryAt(columns)),
        new Hit.Range(pair.getIndexInTargetAt(1), pair.getIndexInTargetAt(columns)));
  }

  /// Makes the alignment several times faster: see [Blosum62#MATRIX].
  @Override
  protected int getSubstitutionScore(int queryColumn, int targetColumn) {
    return Blosum62.score(
        queryResidues.charAt(queryColumn - 1), subjectResidues.charAt(targetColumn - 1));
  }

  private static ProteinSequence sequence(Protein protein) {
    try {
      return new ProteinSequence(protein.residues());
    } catch (CompoundNotFoundException e) {
      throw new IllegalStateException("BioJava does not know a residue of " + protein.id(), e);
    }
  }
}
