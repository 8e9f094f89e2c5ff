package dev.retort.core.program;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Settings of all kinds of program.
///
/// @param description its public description
/// @param limits resource and time limits
/// @param successCodes the return codes that mean `finished`
/// @param retry when failed attempts are retried
/// @param retention how long its experiments are kept
/// @param isDefault whether queries that name no program use this one
public record ProgramSettings(
    ProgramDescription description,
    Limits limits,
    SuccessCodes successCodes,
    RetryPolicy retry,
    Retention retention,
    boolean isDefault) {

  /// One run at a time, no parameters, no timeout, a grace period of ten seconds, retention for
  /// thirty days.
  public static final ProgramSettings DEFAULTS =
      new ProgramSettings(
          ProgramDescription.DEFAULTS,
          Limits.DEFAULTS,
          SuccessCodes.ZERO,
          RetryPolicy.DEFAULT,
          Retention.DEFAULT,
          false);

  public ProgramSettings with(ProgramDescription value) {
    return new ProgramSettings(value, limits, successCodes, retry, retention, isDefault);
  }

  public ProgramSettings with(Limits value) {
    return new ProgramSettings(description, value, successCodes, retry, retention, isDefault);
  }

  public ProgramSettings withLimits(UnaryOperator<Limits> change) {
    return with(change.apply(limits));
  }

  public ProgramSettings withSuccessCodes(SuccessCodes value) {
    return new ProgramSettings(description, limits, value, retry, retention, isDefault);
  }

  public ProgramSettings withRetry(RetryPolicy value) {
    return new ProgramSettings(description, limits, successCodes, value, retention, isDefault);
  }

  public ProgramSettings withRetention(Retention value) {
    return new ProgramSettings(description, limits, successCodes, retry, value, isDefault);
  }

  public ProgramSettings withDefault(boolean value) {
    return new ProgramSettings(description, limits, successCodes, retry, retention, value);
  }

  public ProgramSettings withTitle(@Nullable String value) {
    return with(description.withTitle(value));
  }

  /// A copy with this JSON Schema for the parameters.
  public ProgramSettings withParameters(String schema) {
    return with(description.withParameters(schema));
  }

  public ProgramSettings withMaxSequence(long bytes) {
    return withSequence(description.sequence().withMaxBytes(bytes));
  }

  public ProgramSettings withSequence(SequenceParameter value) {
    return with(description.withSequence(value));
  }

  public ProgramSettings withFiles(List<ProgramDescription.FileParameter> value) {
    return with(description.withFiles(value));
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
