package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for listings and their cursors.
public interface ListingContract extends StoreSubject {

  /// Sixty experiments of two programs in all statuses, with labels.
  private void fill(StoreDriver driver) {
    for (int i = 0; i < 60; i++) {
      Map<String, String> labels =
          i % 4 == 0 ? Map.of("batch", "b" + i / 30, "mark", "yes") : Map.of("batch", "b" + i / 30);
      String owner = List.of("", "alice", "bob").get(i % 7 % 3);
      driver.accept(
          Query.of(i % 3 == 0 ? "p" : "q", "q" + i, "M").withLabels(labels).withOwner(owner));
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
        .filter(filter::matches)
        .sorted(Comparator.comparing(filter::position, ExperimentFilter.latestFirst()))
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
      ExperimentSlice slice = store().slice(filter, 4);
      joined.addAll(slice.experiments());
      while (slice.next() != null) {
        slice = store().slice(filter.withBefore(slice.next()), 4);
        joined.addAll(slice.experiments());
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
        filters.addAll(furtherFilters(new ExperimentFilter(null, program, wanted, null)));
      }
    }
    return filters;
  }

  /// The clock of the driver begins at its start and goes on by a millisecond with each change.
  private static List<ExperimentFilter> furtherFilters(ExperimentFilter filter) {
    Instant early = StoreDriver.START.plusMillis(20);
    Instant late = StoreDriver.START.plusMillis(45);
    Instant ends = StoreDriver.START.plusMillis(70);
    ExperimentFilter ended = filter.withEnded(new TimeRange(null, ends));
    return List.of(
        filter.withStatuses(Set.of(Status.FAILED, Status.CANCELLED)),
        filter.withStatuses(EnumSet.allOf(Status.class)),
        filter.withNamePrefix("q1"),
        filter.withNamePrefix("q").withStatuses(Set.of(Status.PENDING, Status.FINISHED)),
        filter.withNamePrefix("Q"),
        filter.withNamePrefix("q_"),
        filter.withOwner("alice"),
        filter.withOwner("nobody"),
        filter.withOwner(""),
        filter.withOwner("bob").withNamePrefix("q3"),
        filter.withOwner("bob").withStatuses(Set.of(Status.PENDING, Status.FAILED)),
        filter.withOwner("bob").withLabelKeys(Set.of("mark")),
        filter.withOwner("bob").withCreated(new TimeRange(early, late)),
        filter.withLabelKeys(Set.of("mark")),
        filter.withLabelKeys(Set.of("mark", "batch")).withNamePrefix("q3"),
        filter.withLabelKeys(Set.of("nothing")),
        filter.withCreated(new TimeRange(early, null)),
        filter.withCreated(new TimeRange(null, late)),
        filter.withCreated(new TimeRange(early, late)),
        filter.withCreated(new TimeRange(late, early)),
        filter.withCreated(new TimeRange(early, late)).withStatuses(Set.of(Status.FAILED)),
        filter.withCreated(new TimeRange(early, late)).withNamePrefix("q2"),
        filter.withEnded(new TimeRange(ends, null)),
        ended,
        ended.withOwner("alice"),
        ended.withStatuses(Set.of(Status.FINISHED)),
        ended.withStatuses(Set.of(Status.PENDING)),
        ended.withCreated(new TimeRange(null, early)));
  }

  @Test
  default void what_ended_last_comes_first_in_a_listing_by_end() {
    StoreDriver driver = driver();
    Experiment first = driver.accept("p");
    Experiment second = driver.accept("p");
    driver.accept("p");
    driver.cancel(second.id());
    driver.cancel(first.id());

    ExperimentFilter ended = ExperimentFilter.ALL.withEnded(new TimeRange(StoreDriver.START, null));

    assertThat(store().list(ended, 10))
        .extracting(Experiment::id)
        .containsExactly(first.id(), second.id());
  }

  @Test
  default void experiments_of_one_moment_are_listed_once_each() {
    StoreDriver driver = driver();
    for (int i = 0; i < 10; i++) {
      driver.accept("p");
      driver.advance(Duration.ofMillis(-1));
    }
    ExperimentFilter filter =
        ExperimentFilter.ALL.withCreated(new TimeRange(StoreDriver.START, null));
    List<Experiment> joined = new ArrayList<>();
    ExperimentSlice slice = store().slice(filter, 3);
    joined.addAll(slice.experiments());
    while (slice.next() != null) {
      slice = store().slice(filter.withBefore(slice.next()), 3);
      joined.addAll(slice.experiments());
    }

    assertThat(joined)
        .hasSize(10)
        .extracting(Experiment::ordinal)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  default void a_name_is_not_a_pattern() {
    StoreDriver driver = driver();
    for (String name : List.of("a%b", "a_b", "aXb", "[a]b", "ä", "A")) {
      driver.accept(Query.of("p", name, "M"));
    }

    for (String prefix : List.of("a%", "a_", "[a]", "ä", "A")) {
      assertThat(store().list(ExperimentFilter.ALL.withNamePrefix(prefix), 10))
          .singleElement()
          .satisfies(found -> assertThat(found.query().name()).startsWith(prefix));
    }
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
