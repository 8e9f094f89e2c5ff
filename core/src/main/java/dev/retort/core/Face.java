package dev.retort.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a program shows to those who send queries.
///
/// @param title for people; null when the name says enough
/// @param parameters a JSON Schema (2020-12) of one object, as text; `{}` refuses every parameter
/// @param result a JSON Schema of the result that its code returns, as text; null when it is not
///   JSON, or nobody says
/// @param maxSequence longest sequence in bytes
/// @param files the further files that a query may or must bring
public record Face(
    @Nullable String title,
    String parameters,
    @Nullable String result,
    long maxSequence,
    List<FileParameter> files) {

  /// The longest sequence by default: 64 MiB.
  public static final long DEFAULT_MAX_SEQUENCE = 64L << 20;

  /// No title, no parameters, no files.
  public static final Face DEFAULTS = new Face(null, "{}", null, DEFAULT_MAX_SEQUENCE, List.of());

  public Face {
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

  public Face withTitle(@Nullable String value) {
    return new Face(value, parameters, result, maxSequence, files);
  }

  public Face withParameters(String schema) {
    return new Face(title, schema, result, maxSequence, files);
  }

  public Face withResult(@Nullable String schema) {
    return new Face(title, parameters, schema, maxSequence, files);
  }

  public Face withMaxSequence(long bytes) {
    return new Face(title, parameters, result, bytes, files);
  }

  public Face withFiles(List<FileParameter> value) {
    return new Face(title, parameters, result, maxSequence, value);
  }
}
