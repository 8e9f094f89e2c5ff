package dev.retort.example.proteinsearch;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds the proteins of a database that resemble a query. Thread-safe.
///
/// Every protein is scored; only those that are shown are aligned, because finding an alignment
/// takes some ten times as long as its score.
///
/// @param top how many hits are wanted at the most, at least 1
/// @param minScore what a hit scores at least, at least 1
record Search(List<Protein> database, int top, int minScore, Workers workers) {
  Search {
    database = List.copyOf(database);
  }

  /// The hits, best first; equal scores in the order of the database.
  List<Hit> run(Protein query, Progress progress) throws InterruptedException {
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
