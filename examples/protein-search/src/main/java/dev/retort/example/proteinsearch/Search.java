package dev.retort.example.proteinsearch;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds the proteins of a database that resemble a query. Thread-safe.
///
/// It scores every protein, but aligns only those in the output: an alignment takes about ten times
/// as long as a score.
///
/// @param top maximum number of hits, at least 1
/// @param minScore minimum score of a hit, at least 1
record Search(List<Protein> database, int top, int minScore, Workers workers) {
  Search {
    database = List.copyOf(database);
  }

  /// The hits, best first; equal scores in the order of the database.
  List<Hit> run(Protein query, SearchProgress progress) throws InterruptedException {
    LocalScore score = new LocalScore(query);
    int[] scores = new int[database.size()];
    workers.each(
        scores.length,
        i -> {
          scores[i] = score.of(database.get(i));
          progress.advance();
        });

    List<Protein> best =
        IntStream.range(0, scores.length)
            .filter(i -> scores[i] >= minScore)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> scores[i]).reversed())
            .limit(top)
            .map(database::get)
            .toList();
    Hit[] hits = new Hit[best.size()];
    workers.each(hits.length, i -> hits[i] = LocalAlignment.of(query, best.get(i)));
    return List.of(hits);
  }
}
