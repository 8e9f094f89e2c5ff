package dev.retort.example.proteinsearch;

/// One protein of a FASTA file. Immutable.
///
/// @param id the first word of the header, unchanged: `sp|P02135|HBB_LITCT`
/// @param description the rest of the header, possibly empty
/// @param residues at least one letter of [Residues#ALPHABET]
record Protein(String id, String description, String residues) {
  Protein {
    if (residues.isEmpty()) {
      throw new BadInputException("no residues");
    }
  }

  int length() {
    return residues.length();
  }
}
