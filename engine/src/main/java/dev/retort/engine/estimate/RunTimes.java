package dev.retort.engine.estimate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The run times of a program, learnt from its past runs: a regression of their logarithms on the
/// length of the sequence and the parameters, as far as these have helped to predict the past.
/// Immutable.
final class RunTimes {
  private static final int FEWEST = 3;

  /// Below that, a curve would follow chance.
  private static final int FEWEST_FOR_CURVE = 20;

  /// A more complicated model must be better by this factor.
  private static final double WORTH = 0.97;

  /// How far beyond the known lengths a prediction goes, as a factor.
  private static final double BEYOND = 4;

  private static final double SHORTEST_SECONDS = 1e-3;

  private final Model model;
  private final double shortest;
  private final double longest;
  private final double[] residuals;

  /// One way to predict.
  ///
  /// @param degree highest power of the logarithm of the length; 0 to leave it out
  /// @param parameters null to leave them out
  private record Model(int degree, @Nullable Predictors parameters, Regression regression) {
    double predict(PastRun run) {
      return regression.predict(row(run, degree, parameters));
    }
  }

  private RunTimes(Model model, List<PastRun> runs) {
    this.model = model;
    this.shortest = runs.stream().mapToDouble(RunTimes::length).min().orElse(0);
    this.longest = runs.stream().mapToDouble(RunTimes::length).max().orElse(0);
    this.residuals = model.regression().residuals();
    Arrays.sort(residuals);
  }

  /// Empty for fewer than three runs.
  static Optional<RunTimes> of(List<PastRun> runs) {
    if (runs.size() < FEWEST) {
      return Optional.empty();
    }
    Predictors parameters = Predictors.of(runs);
    int degrees = runs.size() < FEWEST_FOR_CURVE ? 1 : 2;
    Model best = model(runs, 0, null);
    for (int degree = 0; degree <= degrees; degree++) {
      best = degree == 0 ? best : better(best, model(runs, degree, null));
      if (!parameters.none()) {
        best = better(best, model(runs, degree, parameters));
      }
    }
    return Optional.of(new RunTimes(best, runs));
  }

  /// The run times of these runs, whatever their predictors.
  static RunTime past(List<PastRun> runs) {
    return new RunTime(
        0, runs.stream().mapToDouble(run -> logarithm(run.seconds())).sorted().toArray());
  }

  private static Model better(Model known, Model other) {
    return other.regression().error() < WORTH * known.regression().error() ? other : known;
  }

  private static Model model(List<PastRun> runs, int degree, @Nullable Predictors parameters) {
    double[][] rows =
        runs.stream().map(run -> row(run, degree, parameters)).toArray(double[][]::new);
    double[] observed = runs.stream().mapToDouble(run -> logarithm(run.seconds())).toArray();
    return new Model(degree, parameters, new Regression(rows, observed));
  }

  private static double[] row(PastRun run, int degree, @Nullable Predictors parameters) {
    double[] others = parameters == null ? new double[0] : parameters.of(run.parameters());
    double[] row = Arrays.copyOf(others, others.length + degree);
    for (int power = 1; power <= degree; power++) {
      row[others.length + power - 1] = Math.pow(length(run), power);
    }
    return row;
  }

  private static double length(PastRun run) {
    return Math.log1p(run.bytes());
  }

  private static double logarithm(double seconds) {
    return Math.log(Math.max(seconds, SHORTEST_SECONDS));
  }

  /// How long a run may take. Empty if its sequence has a length of which the past says nothing.
  Optional<RunTime> of(long bytes, String parameters) {
    PastRun run = new PastRun(bytes, parameters, 0);
    double length = length(run);
    boolean known = length >= shortest - Math.log(BEYOND) && length <= longest + Math.log(BEYOND);
    return model.degree() > 0 && !known
        ? Optional.empty()
        : Optional.of(new RunTime(model.predict(run), residuals));
  }
}
