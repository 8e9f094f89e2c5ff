package dev.retort.engine.estimate;

import java.util.Arrays;

/// A linear regression with a small penalty on each coefficient (ridge), so that few observations
/// do not lead it astray. Knows by how much it would have missed each observation without it.
/// Immutable.
final class Regression {
  /// As if one observation more said that a predictor has no effect.
  private static final double PENALTY = 1;

  private final double[] means;
  private final double[] scales;
  private final double[] coefficients;
  private final double mean;
  private final double[] residuals;

  /// @param rows the predictors of each observation, all of the same number
  /// @param observed one value for each row
  Regression(double[][] rows, double[] observed) {
    int columns = rows[0].length;
    this.means = new double[columns];
    this.scales = new double[columns];
    this.mean = Arrays.stream(observed).average().orElse(0);
    double[][] standard = standardized(rows);
    double[][] inverse = inverse(products(standard));
    this.coefficients = coefficients(standard, observed, inverse);
    this.residuals = new double[observed.length];
    for (int i = 0; i < observed.length; i++) {
      double leverage = 1.0 / observed.length + quadratic(inverse, standard[i]);
      double missed = observed[i] - mean - dot(coefficients, standard[i]);
      residuals[i] = missed / Math.max(1 - leverage, 1.0 / observed.length);
    }
  }

  private double[][] standardized(double[][] rows) {
    for (int j = 0; j < means.length; j++) {
      int column = j;
      means[j] = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElse(0);
      double squares =
          Arrays.stream(rows).mapToDouble(row -> Math.pow(row[column] - means[column], 2)).sum();
      scales[j] = squares > 0 ? Math.sqrt(squares / rows.length) : 1;
    }
    return Arrays.stream(rows).map(this::standardized).toArray(double[][]::new);
  }

  private double[] standardized(double[] row) {
    double[] standard = new double[row.length];
    for (int j = 0; j < row.length; j++) {
      standard[j] = (row[j] - means[j]) / scales[j];
    }
    return standard;
  }

  private static double[][] products(double[][] rows) {
    int columns = rows[0].length;
    double[][] products = new double[columns][columns];
    for (double[] row : rows) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          products[i][j] += row[i] * row[j];
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      products[i][i] += PENALTY;
    }
    return products;
  }

  /// Gauss and Jordan; the penalty makes the matrix positive definite, so no pivots are needed.
  private static double[][] inverse(double[][] matrix) {
    int size = matrix.length;
    double[][] inverse = new double[size][size];
    for (int i = 0; i < size; i++) {
      inverse[i][i] = 1;
    }
    for (int i = 0; i < size; i++) {
      double pivot = matrix[i][i];
      for (int j = 0; j < size; j++) {
        matrix[i][j] /= pivot;
        inverse[i][j] /= pivot;
      }
      for (int k = 0; k < size; k++) {
        double factor = matrix[k][i];
        for (int j = 0; k != i && j < size; j++) {
          matrix[k][j] -= factor * matrix[i][j];
          inverse[k][j] -= factor * inverse[i][j];
        }
      }
    }
    return inverse;
  }

  private double[] coefficients(double[][] rows, double[] observed, double[][] inverse) {
    double[] moments = new double[inverse.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < moments.length; j++) {
        moments[j] += rows[i][j] * (observed[i] - mean);
      }
    }
    return Arrays.stream(inverse).mapToDouble(row -> dot(row, moments)).toArray();
  }

  private static double quadratic(double[][] matrix, double[] row) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += row[i] * dot(matrix[i], row);
    }
    return sum;
  }

  private static double dot(double[] some, double[] others) {
    double sum = 0;
    for (int i = 0; i < some.length; i++) {
      sum += some[i] * others[i];
    }
    return sum;
  }

  double predict(double[] row) {
    return mean + dot(coefficients, standardized(row));
  }

  /// By how much each observation exceeds what the others predict.
  double[] residuals() {
    return residuals.clone();
  }

  /// The mean size of the residuals.
  double error() {
    return Arrays.stream(residuals).map(Math::abs).average().orElse(0);
  }
}
