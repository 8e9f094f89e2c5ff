package dev.retort.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all kinds of program have in common.
///
/// @param title for people; null when the name says enough
/// @param parameters a JSON Schema (2020-12) of one object, as text; `{}` refuses every parameter
/// @param concurrency how many run at once on a node; [#UNLIMITED] for no limit
/// @param timeout how long one attempt may run; null for no limit
/// @param gracePeriod from the request to stop to the kill
/// @param successCodes the return codes that mean `finished`
/// @param retry when to try again
/// @param maxSequence longest sequence in bytes
/// @param files the further files that a query may or must bring
/// @param isDefault taken when a query names no program
public record ProgramSettings(
    @Nullable String title,
    String parameters,
    int concurrency,
    @Nullable Duration timeout,
    Duration gracePeriod,
    SuccessCodes successCodes,
    RetryPolicy retry,
    long maxSequence,
    List<FileParameter> files,
    boolean isDefault) {

  /// No limit of concurrency.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// The longest sequence by default: 64 MiB.
  public static final long DEFAULT_MAX_SEQUENCE = 64L << 20;

  /// One at a time, no parameters, no timeout, ten seconds of grace.
  public static final ProgramSettings DEFAULTS =
      new ProgramSettings(
          null,
          "{}",
          1,
          null,
          Duration.ofSeconds(10),
          SuccessCodes.ZERO,
          RetryPolicy.DEFAULT,
          DEFAULT_MAX_SEQUENCE,
          List.of(),
          false);

  public ProgramSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be 1 or more, got " + concurrency);
    }
    if (timeout != null && !timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be longer than nothing, got " + timeout);
    }
    if (gracePeriod.isNegative()) {
      throw new IllegalArgumentException("grace_period must not be negative, got " + gracePeriod);
    }
    if (maxSequence < 1) {
      throw new IllegalArgumentException("max_sequence must be 1 or more, got " + maxSequence);
    }
    files = List.copyOf(files);
  }

  /// A further input file of a program.
  ///
  /// @param name its name, also as a placeholder in the command
  /// @param required whether a query without it is refused
  /// @param maxBytes its longest length
  public record FileParameter(String name, boolean required, long maxBytes) {}

  public ProgramSettings withTitle(@Nullable String value) {
    return new ProgramSettings(
        value,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  /// The same with this JSON Schema for the parameters.
  public ProgramSettings withParameters(String schema) {
    return new ProgramSettings(
        title,
        schema,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withConcurrency(int value) {
    return new ProgramSettings(
        title,
        parameters,
        value,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withTimeout(@Nullable Duration value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        value,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withGracePeriod(Duration value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        value,
        successCodes,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withSuccessCodes(SuccessCodes value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        value,
        retry,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withRetry(RetryPolicy value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        value,
        maxSequence,
        files,
        isDefault);
  }

  public ProgramSettings withMaxSequence(long bytes) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        bytes,
        files,
        isDefault);
  }

  public ProgramSettings withFiles(List<FileParameter> value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        value,
        isDefault);
  }

  public ProgramSettings withDefault(boolean value) {
    return new ProgramSettings(
        title,
        parameters,
        concurrency,
        timeout,
        gracePeriod,
        successCodes,
        retry,
        maxSequence,
        files,
        value);
  }
}
