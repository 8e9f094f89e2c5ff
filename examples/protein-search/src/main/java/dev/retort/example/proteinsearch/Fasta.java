package dev.retort.example.proteinsearch;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads proteins in FASTA format, plain or gzipped. Stateless, thread-safe.
final class Fasta {
  /// The id of residues without a header line.
  static final String UNNAMED = "query";

  private static final int GZIP_MAGIC = 0x1f8b;

  private Fasta() {}

  /// All proteins of `file`, in order. Residues before the first header line form a protein with
  /// the id [#UNNAMED], so a file without headers is valid.
  ///
  /// @throws BadInputException if a protein has no residues, or one that [Residues] rejects
  static List<Protein> read(Path file) throws IOException {
    try (InputStream bytes = open(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      return parse(lines);
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    bytes.mark(2);
    boolean gzipped = (bytes.read() << 8 | bytes.read()) == GZIP_MAGIC;
    bytes.reset();
    return gzipped ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  private static List<Protein> parse(BufferedReader lines) throws IOException {
    List<Protein> proteins = new ArrayList<>();
    String header = UNNAMED;
    boolean headerSeen = false;
    StringBuilder raw = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String text = line.startsWith("\uFEFF") ? line.substring(1) : line; // a byte order mark
      if (text.startsWith(">")) {
        if (headerSeen || !raw.toString().isBlank()) {
          proteins.add(protein(header, raw.toString()));
        }
        header = text.substring(1).strip();
        headerSeen = true;
        raw.setLength(0);
      } else {
        raw.append(text).append('\n');
      }
    }
    if (headerSeen || !raw.toString().isBlank()) {
      proteins.add(protein(header, raw.toString()));
    }
    return proteins;
  }

  private static Protein protein(String header, String raw) {
    String[] words = header.split("\\s+", 2);
    String id = words[0].isEmpty() ? UNNAMED : words[0];
    String description = words.length == 2 ? words[1].replace('\t', ' ') : "";
    try {
      return new Protein(id, description, Residues.canonical(raw));
    } catch (BadInputException e) {
      throw new BadInputException("in " + id + ": " + e.getMessage());
    }
  }
}
