package dev.retort.core;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What all kinds of program have in common.
///
/// @param face what it shows to those who send queries
/// @param limits how much it may take, and for how long
/// @param successCodes the return codes that mean `finished`
/// @param retry when to try again
/// @param retention how long its experiments are kept
/// @param isDefault taken when a query names no program
public record ProgramSettings(
    Face face,
    Limits limits,
    SuccessCodes successCodes,
    RetryPolicy retry,
    Retention retention,
    boolean isDefault) {

  /// One at a time, no parameters, no timeout, ten seconds of grace, kept for thirty days.
  public static final ProgramSettings DEFAULTS =
      new ProgramSettings(
          Face.DEFAULTS,
          Limits.DEFAULTS,
          SuccessCodes.ZERO,
          RetryPolicy.DEFAULT,
          Retention.DEFAULT,
          false);

  public ProgramSettings with(Face value) {
    return new ProgramSettings(value, limits, successCodes, retry, retention, isDefault);
  }

  public ProgramSettings with(Limits value) {
    return new ProgramSettings(face, value, successCodes, retry, retention, isDefault);
  }

  public ProgramSettings withLimits(UnaryOperator<Limits> change) {
    return with(change.apply(limits));
  }

  public ProgramSettings withSuccessCodes(SuccessCodes value) {
    return new ProgramSettings(face, limits, value, retry, retention, isDefault);
  }

  public ProgramSettings withRetry(RetryPolicy value) {
    return new ProgramSettings(face, limits, successCodes, value, retention, isDefault);
  }

  public ProgramSettings withRetention(Retention value) {
    return new ProgramSettings(face, limits, successCodes, retry, value, isDefault);
  }

  public ProgramSettings withDefault(boolean value) {
    return new ProgramSettings(face, limits, successCodes, retry, retention, value);
  }

  public ProgramSettings withTitle(@Nullable String value) {
    return with(face.withTitle(value));
  }

  /// The same with this JSON Schema for the parameters.
  public ProgramSettings withParameters(String schema) {
    return with(face.withParameters(schema));
  }

  public ProgramSettings withMaxSequence(long bytes) {
    return with(face.withMaxSequence(bytes));
  }

  public ProgramSettings withFiles(List<Face.FileParameter> value) {
    return with(face.withFiles(value));
  }

  public ProgramSettings withConcurrency(int value) {
    return with(limits.withConcurrency(value));
  }

  public ProgramSettings withTimeout(@Nullable Duration value) {
    return with(limits.withTimeout(value));
  }

  public ProgramSettings withGracePeriod(Duration value) {
    return with(limits.withGracePeriod(value));
  }
}
