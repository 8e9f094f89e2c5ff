package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.store.Change;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.store.contract.StoreDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A filter that matches few of many experiments does not scan them all in one read.
final class BoundedListingTest {
  private static final int MANY = 10_500;

  @TempDir Path directory;

  @Test
  void a_slice_looks_at_ten_thousand_experiments_and_says_where_the_next_one_goes_on() {
    try (SqliteStore store = SqliteStore.open(directory.resolve("retort.db"))) {
      StoreDriver driver = new StoreDriver(store);
      Experiment needle = driver.accept(Query.of("p", "needle", "M"));
      List<Change<?>> hay = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        hay.add(new Change.Submit(driver.submission(Query.of("p", "hay", "M"))));
      }
      assertThat(store.commit(hay)).hasSize(MANY);
      ExperimentFilter filter = ExperimentFilter.ALL.withNamePrefix("need");

      for (ExperimentFilter each : List.of(filter, filter.withProgram("p"))) {
        ExperimentSlice first = store.slice(each, 10);
        assertThat(first.experiments()).isEmpty();
        assertThat(first.next()).isNotNull();

        ExperimentSlice second = store.slice(each.withBefore(first.next()), 10);
        assertThat(second.experiments()).extracting(Experiment::id).containsExactly(needle.id());
        assertThat(second.next()).isNull();
        assertThat(store.list(each, 10)).hasSize(1);
      }
    }
  }
}
