package dev.retort.core.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The public description of a program for clients.
///
/// @param title title for people; null for none
/// @param parameters a JSON Schema (2020-12) of one object, as text; `{}` refuses every parameter
/// @param result a JSON Schema of the result, as text; null if the result is not JSON or not
///   described
/// @param maxSequence maximum length of the sequence in bytes
/// @param files optional and required input files
public record ProgramDescription(
    @Nullable String title,
    String parameters,
    @Nullable String result,
    long maxSequence,
    List<FileParameter> files) {

  /// The default maximum length of a sequence: 64 MiB.
  public static final long DEFAULT_MAX_SEQUENCE = 64L << 20;

  /// No title, no parameters, no files.
  public static final ProgramDescription DEFAULTS =
      new ProgramDescription(null, "{}", null, DEFAULT_MAX_SEQUENCE, List.of());

  public ProgramDescription {
    if (maxSequence < 1) {
      throw new IllegalArgumentException("max_sequence must be 1 or more, got " + maxSequence);
    }
    files = List.copyOf(files);
  }

  /// An additional input file of a program.
  ///
  /// @param name its name, which is also a placeholder in the command
  /// @param required whether every query must include the file
  /// @param maxBytes maximum length in bytes
  public record FileParameter(String name, boolean required, long maxBytes) {}

  public ProgramDescription withTitle(@Nullable String value) {
    return new ProgramDescription(value, parameters, result, maxSequence, files);
  }

  public ProgramDescription withParameters(String schema) {
    return new ProgramDescription(title, schema, result, maxSequence, files);
  }

  public ProgramDescription withResult(@Nullable String schema) {
    return new ProgramDescription(title, parameters, schema, maxSequence, files);
  }

  public ProgramDescription withMaxSequence(long bytes) {
    return new ProgramDescription(title, parameters, result, bytes, files);
  }

  public ProgramDescription withFiles(List<FileParameter> value) {
    return new ProgramDescription(title, parameters, result, maxSequence, value);
  }
}
