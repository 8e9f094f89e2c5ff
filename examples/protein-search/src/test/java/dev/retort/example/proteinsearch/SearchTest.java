package dev.retort.example.proteinsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SearchTest {
  private static final SearchProgress UNREPORTED = new SearchProgress(null, 1, System.err);

  @Test
  void haemoglobin_beta_finds_the_globins() throws IOException, InterruptedException {
    List<Protein> proteins = Data.proteins();
    long globins = proteins.stream().filter(protein -> Data.isGlobin(protein.id())).count();

    List<Hit> hits = search(proteins, 60, 1, 2).run(Data.haemoglobinBeta(), UNREPORTED);

    assertThat(globins).isEqualTo(46);
    assertThat(hits).hasSize(60);
    assertThat(hits.subList(0, (int) globins))
        .allSatisfy(hit -> assertThat(Data.isGlobin(hit.subject().id())).isTrue());
  }

  @Test
  void hits_are_ranked_by_score_and_ties_by_place_in_the_database() throws InterruptedException {
    Protein good = new Protein("good", "", "WWWW");
    Protein first = new Protein("first", "", "AWWWA");
    Protein second = new Protein("second", "", "WWW");

    List<Hit> hits =
        search(List.of(first, good, second), 25, 1, 2).run(Data.protein("WWWW"), UNREPORTED);

    assertThat(hits).extracting(Hit::subject).containsExactly(good, first, second);
    assertThat(hits).extracting(Hit::score).containsExactly(44, 33, 33);
  }

  @Test
  void only_hits_of_the_least_score_are_shown() throws InterruptedException {
    List<Protein> database =
        List.of(new Protein("w", "", "W"), new Protein("ww", "", "WW"), Data.protein("P"));

    assertThat(search(database, 25, 1, 1).run(Data.protein("WWW"), UNREPORTED))
        .extracting(Hit::score)
        .containsExactly(22, 11);
    assertThat(search(database, 25, 12, 1).run(Data.protein("WWW"), UNREPORTED))
        .extracting(Hit::score)
        .containsExactly(22);
  }

  @Test
  void the_number_of_threads_changes_nothing() throws IOException, InterruptedException {
    List<Protein> some =
        Stream.iterate(0, i -> i < 2000, i -> i + 10).map(Data.proteins()::get).toList();

    assertThat(search(some, 25, 1, 4).run(Data.haemoglobinBeta(), UNREPORTED))
        .isEqualTo(search(some, 25, 1, 1).run(Data.haemoglobinBeta(), UNREPORTED));
  }

  @Test
  void a_failure_in_a_thread_ends_the_search() {
    assertThatThrownBy(() ->
            new Workers(2)
                .each(
                    10,
                    i -> {
                      throw new ArithmeticException("task failed");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task failed");
  }

  private static Search search(List<Protein> database, int top, int minScore, int threads) {
    return new Search(database, top, minScore, new Workers(threads));
  }
}
