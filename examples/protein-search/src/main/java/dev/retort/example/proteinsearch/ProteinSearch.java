package dev.retort.example.proteinsearch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line. Stateless, thread-safe.
///
/// Exits with 0 after writing the table of hits (possibly empty), with 2 for invalid arguments or
/// an invalid query, and with 1 for any other error. Errors are printed to stderr.
final class ProteinSearch {
  /// In residues. The alignment of a query of this length with a protein of 600 residues takes 200
  /// MiB.
  static final int MAX_QUERY = 10_000;

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int BAD_INPUT = 2;

  private ProteinSearch() {}

  static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.getenv(), System.out, System.err));
  }

  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (words.contains("--help")) {
      out.print(Arguments.USAGE);
      return DONE;
    }
    try {
      search(Arguments.parse(words), environment.get(SearchProgress.VARIABLE), out, err);
      return DONE;
    } catch (BadInputException e) {
      err.println("error: " + e.getMessage());
      return BAD_INPUT;
    } catch (IOException e) {
      err.println("error: " + e.getMessage());
      return FAILED;
    }
  }

  private static void search(
      Arguments arguments, @Nullable String progressFile, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    Protein query = query(arguments.query());
    if (looksLikeNucleotides(query)) {
      err.println("warning: " + query.id() + " looks like DNA or RNA; it is searched as protein");
    }
    List<Protein> database = database(arguments.database());
    SearchProgress progress =
        new SearchProgress(
            progressFile == null ? null : Path.of(progressFile), database.size(), err);
    Workers workers = new Workers(arguments.threads());
    Search search = new Search(database, arguments.top(), arguments.minScore(), workers);

    HitTable hits = new HitTable(search.run(query, progress));
    write(hits, arguments.out());

    out.printf(
        "%s, %d residues, against %d proteins%n%n", query.id(), query.length(), database.size());
    hits.summarise(out);
  }

  private static Protein query(Path file) throws IOException {
    List<Protein> proteins = read(file);
    if (proteins.size() != 1) {
      throw new BadInputException(
          "the query must be one protein, "
              + (proteins.isEmpty() ? "this one is empty" : "got " + proteins.size()));
    }
    Protein query = proteins.getFirst();
    if (query.length() > MAX_QUERY) {
      throw new BadInputException(
          "the query has " + query.length() + " residues, at most " + MAX_QUERY + " are allowed");
    }
    return query;
  }

  private static List<Protein> database(Path file) throws IOException {
    List<Protein> proteins;
    try {
      proteins = read(file);
    } catch (BadInputException e) { // an error of the server, not of the query
      throw new IOException("database " + file + ": " + e.getMessage(), e);
    }
    if (proteins.isEmpty()) {
      throw new IOException("database " + file + " holds no proteins");
    }
    return proteins;
  }

  private static List<Protein> read(Path file) throws IOException {
    try {
      return Fasta.read(file);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + reason(e), e);
    }
  }

  private static void write(HitTable hits, Path file) throws IOException {
    try {
      hits.write(file);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /// The `U` of RNA is a `C` by now, see [Residues].
  private static boolean looksLikeNucleotides(Protein query) {
    return query.length() >= 20 && query.residues().chars().allMatch(c -> "ACGTN".indexOf(c) >= 0);
  }
}
