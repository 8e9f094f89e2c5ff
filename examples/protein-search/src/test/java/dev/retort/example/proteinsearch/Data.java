package dev.retort.example.proteinsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The example's own data, read from the module's directory.
final class Data {
  static final Path PROTEINS = Path.of("data", "proteins.fasta.gz");
  static final Path QUERIES = Path.of("data", "queries.fasta");

  private Data() {}

  static List<Protein> proteins() throws IOException {
    return Fasta.read(PROTEINS);
  }

  static Protein haemoglobinBeta() throws IOException {
    return Fasta.read(QUERIES).getFirst();
  }

  static boolean isGlobin(String id) {
    return id.matches("(.*\\|)?(HB[A-Z0-9]*|MYG)_[A-Z0-9]+");
  }

  static Protein protein(String residues) {
    return new Protein("test", "", residues);
  }
}
