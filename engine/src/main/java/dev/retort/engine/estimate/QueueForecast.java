package dev.retort.engine.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// When the pending experiments of a program start, by their position: from many simulated futures,
/// in seconds from its creation. Immutable.
final class QueueForecast {
  private static final int FUTURES = 100;

  /// Positions that are simulated; the starts behind them follow at the mean rate.
  private static final int POSITIONS = 200;

  private final double[][] starts;
  private final double between;

  private QueueForecast(double[][] starts, double between) {
    this.starts = starts;
    this.between = between;
  }

  /// A present run.
  ///
  /// @param elapsed the seconds that it has lasted
  record Present(RunTime time, double elapsed) {
    /// What it may still take; infinite if the past does not tell.
    double rest(Draws draws) {
      int passed = time.upTo(elapsed);
      return passed == time.count()
          ? Double.POSITIVE_INFINITY
          : time.nth(draws.between(passed, time.count())) - elapsed;
    }
  }

  /// @param slots how many runs there may be at a time
  /// @param present the present runs
  /// @param past the run times from which those of the pending experiments are drawn
  static QueueForecast of(int slots, List<Present> present, RunTime past) {
    double[][] starts = new double[POSITIONS][FUTURES];
    Draws draws = new Draws();
    for (int future = 0; future < FUTURES; future++) {
      PriorityQueue<Double> free = new PriorityQueue<>();
      present.forEach(run -> free.add(run.rest(draws)));
      for (int i = present.size(); i < Math.min(slots, POSITIONS); i++) {
        free.add(0.0);
      }
      for (int excess = present.size(); excess > slots; excess--) {
        double unused = free.remove();
      }
      for (int position = 0; position < POSITIONS; position++) {
        double start = free.remove();
        starts[position][future] = start;
        free.add(start + past.nth(draws.between(0, past.count())));
      }
    }
    for (double[] each : starts) {
      Arrays.sort(each);
    }
    double mean = IntStream.range(0, past.count()).mapToDouble(past::nth).average().orElse(0);
    return new QueueForecast(starts, mean / slots);
  }

  /// When an experiment may start. Empty if that depends on a run of which the past does not tell
  /// how long it takes.
  ///
  /// @param position 1 is the next to start
  Optional<Interval> start(long position) {
    double[] known = starts[(int) Math.min(position, POSITIONS) - 1];
    double behind = between * Math.max(0, position - POSITIONS);
    return Interval.of(FUTURES, n -> known[n] + behind)
        .filter(interval -> Double.isFinite(interval.high()));
  }
}
