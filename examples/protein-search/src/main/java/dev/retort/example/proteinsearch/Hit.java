package dev.retort.example.proteinsearch;

/// A protein of the database, and how the query aligns with it. Immutable. Positions count from 1,
/// both ends belong to the range.
///
/// @param score in half bits, above 0
/// @param identity the share of columns with the same residue on both sides, 0 to 1
/// @param columns the length of the alignment, gaps included
record Hit(
    Protein subject, int score, double identity, int columns, Range inQuery, Range inSubject) {
  record Range(int first, int last) {
    @Override
    public String toString() {
      return first + "-" + last;
    }
  }
}
