package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for listings and their cursors.
public interface ListingContract extends StoreSubject {

  /// Sixty experiments of two programs in all statuses, with labels.
  private void fill(StoreDriver driver) {
    for (int i = 0; i < 60; i++) {
      Map<String, String> labels =
          i % 4 == 0 ? Map.of("batch", "b" + i / 30, "mark", "yes") : Map.of("batch", "b" + i / 30);
      driver.accept(Query.of(i % 3 == 0 ? "p" : "q", "q" + i, "M").withLabels(labels));
    }
    for (String program : List.of("p", "q")) {
      driver.finish(driver.claimOne(program), new Outcome.Finished(0));
      driver.finish(driver.claimOne(program), new Outcome.Finished(1));
      driver.finish(
          driver.claimOne(program), Outcome.Failed.because(Reason.LAUNCH, "no such file"));
      driver.cancel(driver.claimOne(program).id());
      driver.finish(driver.claimOne(program), new Outcome.Cancelled(null, null));
    }
  }

  /// The expected listing, computed from all experiments.
  private List<Experiment> expected(ExperimentFilter filter) {
    return store().list(ExperimentFilter.ALL, 1_000).stream()
        .filter(e -> filter.status() == null || filter.status() == e.status())
        .filter(e -> filter.program() == null || e.program().equals(filter.program()))
        .filter(e -> e.query().labels().entrySet().containsAll(filter.labels().entrySet()))
        .toList();
  }

  @Test
  default void the_latest_accepted_comes_first() {
    StoreDriver driver = driver();
    fill(driver);

    assertThat(store().list(ExperimentFilter.ALL, 1_000))
        .hasSize(60)
        .extracting(Experiment::ordinal)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(store().list(ExperimentFilter.ALL, 7))
        .isEqualTo(store().list(ExperimentFilter.ALL, 1_000).subList(0, 7));
  }

  @Test
  default void a_listing_shows_what_find_shows() {
    StoreDriver driver = driver();
    fill(driver);

    for (Experiment listed : store().list(ExperimentFilter.ALL, 1_000)) {
      assertThat(driver.find(listed.id())).isEqualTo(listed);
    }
  }

  @Test
  default void pages_of_every_filter_join_to_the_whole() {
    StoreDriver driver = driver();
    fill(driver);
    for (ExperimentFilter filter : filters()) {
      List<Experiment> whole = expected(filter);

      List<Experiment> joined = new ArrayList<>();
      @Nullable Long before = null;
      while (true) {
        ExperimentFilter page =
            new ExperimentFilter(filter.status(), filter.program(), filter.labels(), before);
        List<Experiment> found = store().list(page, 4);
        if (found.isEmpty()) {
          break;
        }
        joined.addAll(found);
        before = found.getLast().ordinal();
      }

      assertThat(joined).as(filter.toString()).isEqualTo(whole);
    }
  }

  private static List<ExperimentFilter> filters() {
    List<ExperimentFilter> filters = new ArrayList<>();
    List<Map<String, String>> labels =
        List.of(
            Map.of(),
            Map.of("mark", "yes"),
            Map.of("mark", "yes", "batch", "b1"),
            Map.of("mark", "no"));
    for (Map<String, String> wanted : labels) {
      for (String program : new @Nullable String[] {null, "p", "q", "unheard-of"}) {
        filters.add(new ExperimentFilter(null, program, wanted, null));
        for (Status status : Status.values()) {
          filters.add(new ExperimentFilter(status, program, wanted, null));
        }
      }
    }
    return filters;
  }

  @Test
  default void new_experiments_do_not_shift_the_next_page() {
    StoreDriver driver = driver();
    fill(driver);
    List<Experiment> first = store().list(ExperimentFilter.ALL, 10);
    driver.accept("p");

    List<Experiment> second =
        store().list(new ExperimentFilter(null, null, Map.of(), first.getLast().ordinal()), 10);

    assertThat(second.getFirst().ordinal()).isEqualTo(first.getLast().ordinal() - 1);
  }

  @Test
  default void an_empty_store_lists_nothing() {
    for (ExperimentFilter filter : filters()) {
      assertThat(store().list(filter, 10)).isEmpty();
    }
    assertThat(store().running()).isEmpty();
  }
}
