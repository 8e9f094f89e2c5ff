package dev.retort.engine.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replays recorded runs: each is predicted from those before it, and then compared.
final class ReplayTest {
  /// Runs of `xz` on sequences of different length with different `preset`, in the order in which
  /// they ran on a busy machine; see the first line of the file.
  private static List<PastRun> recorded() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ReplayTest.class.getResourceAsStream("xz-runs.csv")),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(",", -1))
          .map(cells ->
              new PastRun(
                  Long.parseLong(cells[0]),
                  "{\"preset\":" + cells[1] + "}",
                  Double.parseDouble(cells[2])))
          .toList();
    }
  }

  /// How often an interval held.
  private record Replay(int asked, int held, double meanFactor) {
    double percent() {
      return 100.0 * held / asked;
    }
  }

  /// @param before how many earlier runs are known, at most
  private static Replay replay(
      List<PastRun> runs,
      int first,
      int before,
      Function<List<PastRun>, Function<PastRun, Optional<Interval>>> model) {
    int asked = 0;
    int held = 0;
    double factors = 0;
    for (int i = first; i < runs.size(); i++) {
      PastRun next = runs.get(i);
      Optional<Interval> interval =
          model.apply(runs.subList(Math.max(0, i - before), i)).apply(next);
      if (interval.isPresent()) {
        asked++;
        factors += Math.log(interval.get().high() / interval.get().low());
        boolean holds =
            interval.get().low() <= next.seconds() && next.seconds() <= interval.get().high();
        held += holds ? 1 : 0;
      }
    }
    return new Replay(asked, held, Math.exp(factors / asked));
  }

  private static Function<PastRun, Optional<Interval>> learnt(List<PastRun> past) {
    RunTimes times = RunTimes.of(past).orElseThrow();
    return next -> times.of(next.bytes(), next.parameters()).flatMap(RunTime::interval);
  }

  @Test
  void intervals_of_80_percent_hold_in_70_to_90_percent_of_the_recorded_runs() throws IOException {
    List<PastRun> runs = recorded();
    Replay replay = replay(runs, 20, RunHistory.MOST, ReplayTest::learnt);
    assertThat(replay.asked()).isGreaterThan(250);
    assertThat(replay.percent()).isBetween(70.0, 90.0);
  }

  /// Rather more often: of few runs, each is predicted badly by the others, which widens the range.
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6, 9, 15, 30})
  void with_few_runs_they_hold_as_often_as_they_say(int known) throws IOException {
    List<PastRun> runs = recorded();
    int percent = learnt(runs.subList(0, known)).apply(runs.get(0)).orElseThrow().percent();
    Replay replay = replay(runs, known, known, ReplayTest::learnt);
    assertThat(replay.percent()).isBetween(percent - 10.0, percent + 15.0);
  }

  @Test
  void length_and_parameters_make_them_narrower() throws IOException {
    List<PastRun> runs = recorded();
    Replay blind = replay(runs, 50, RunHistory.MOST, past -> _ -> RunTimes.past(past).interval());
    Replay learnt = replay(runs, 50, RunHistory.MOST, ReplayTest::learnt);
    assertThat(blind.percent()).isBetween(70.0, 90.0);
    assertThat(learnt.meanFactor()).isLessThan(blind.meanFactor() / 2);
  }

  @Test
  void they_hold_for_programs_whose_run_time_depends_on_nothing_that_is_known() {
    Random random = new Random(42);
    List<PastRun> runs = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      boolean outlier = random.nextInt(20) == 0;
      double seconds = Math.exp(random.nextGaussian()) * (outlier ? 100 : 1);
      runs.add(
          new PastRun(random.nextInt(1_000_000), "{\"any\":" + random.nextInt(5) + "}", seconds));
    }
    assertThat(replay(runs, 20, RunHistory.MOST, ReplayTest::learnt).percent())
        .isBetween(70.0, 90.0);
  }

  /// A queue with one slot: the start of an experiment is the sum of what is before it.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void starts_of_80_percent_hold_in_70_to_90_percent_of_the_recorded_queues(int slots)
      throws IOException {
    List<PastRun> runs = new ArrayList<>(recorded());
    Random random = new Random(7);
    int asked = 0;
    int held = 0;
    for (int round = 0; round < 400; round++) {
      Collections.shuffle(runs, random);
      List<PastRun> past = runs.subList(0, 100);
      int position = 1 + random.nextInt(12);
      QueueForecast forecast = QueueForecast.of(slots, List.of(), RunTimes.past(past));
      Interval start = forecast.start(position).orElseThrow();
      double[] free = new double[slots];
      for (PastRun run : runs.subList(100, 100 + position - 1)) {
        Arrays.sort(free);
        free[0] += run.seconds();
      }
      Arrays.sort(free);
      if (position > slots) {
        asked++;
        held += start.low() <= free[0] && free[0] <= start.high() ? 1 : 0;
      }
    }
    assertThat(asked).isGreaterThan(200);
    assertThat(100.0 * held / asked).isBetween(70.0, 90.0);
  }
}
