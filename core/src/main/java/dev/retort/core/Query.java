package dev.retort.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client's request to run a program, most often on a sequence.
///
/// @param program the program's name
/// @param name the client's own name for the query, 1 to 200 characters without control characters
/// @param sequence the main input; [Sequence#ABSENT] if there is none
/// @param parameters the program's parameters, a JSON object as text
/// @param files additional input files
/// @param options priority, labels, time limits and retention
/// @param rerunOf the repeated experiment; null unless this is a rerun
/// @param owner who asks, as far as access is limited by owners; empty otherwise
public record Query(
    String program,
    String name,
    Sequence sequence,
    String parameters,
    List<AttachedFile> files,
    SubmitOptions options,
    @Nullable ExperimentId rerunOf,
    String owner) {

  public static final int MAX_NAME_LENGTH = 200;

  public Query {
    files = List.copyOf(files);
    options = options.requireValid();
  }

  /// A query without an owner.
  public Query(
      String program,
      String name,
      Sequence sequence,
      String parameters,
      List<AttachedFile> files,
      SubmitOptions options,
      @Nullable ExperimentId rerunOf) {
    this(program, name, sequence, parameters, files, options, rerunOf, "");
  }

  /// A query without parameters, files or options.
  public static Query of(String program, String name, String sequence) {
    return new Query(
        program,
        name,
        new Sequence.Inline(sequence),
        "{}",
        List.of(),
        SubmitOptions.DEFAULTS,
        null);
  }

  public int priority() {
    return options.priority();
  }

  public Map<String, String> labels() {
    return options.labels();
  }

  public Query withProgram(String value) {
    return new Query(value, name, sequence, parameters, files, options, rerunOf, owner);
  }

  public Query withSequence(Sequence value) {
    return new Query(program, name, value, parameters, files, options, rerunOf, owner);
  }

  /// A copy with these parameters, a JSON object as text.
  public Query withParameters(String json) {
    return new Query(program, name, sequence, json, files, options, rerunOf, owner);
  }

  public Query withFiles(List<AttachedFile> value) {
    return new Query(program, name, sequence, parameters, value, options, rerunOf, owner);
  }

  public Query withOptions(SubmitOptions value) {
    return new Query(program, name, sequence, parameters, files, value, rerunOf, owner);
  }

  public Query withLabels(Map<String, String> value) {
    return withOptions(options.withLabels(value));
  }

  public Query withPriority(int value) {
    return withOptions(options.withPriority(value));
  }

  public Query withRerunOf(@Nullable ExperimentId value) {
    return new Query(program, name, sequence, parameters, files, options, value, owner);
  }

  public Query withOwner(String value) {
    return new Query(program, name, sequence, parameters, files, options, rerunOf, value);
  }
}
