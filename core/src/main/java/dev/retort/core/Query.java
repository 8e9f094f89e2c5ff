package dev.retort.core;

import java.util.List;
import java.util.Map;

/// What a client asks: run this program on this sequence.
///
/// @param program the program's name
/// @param name the client's own name for the query, 1 to 200 characters without control characters
/// @param sequence the input
/// @param parameters the program's parameters, a JSON object as text
/// @param labels the client's own marks to find experiments by
/// @param files further input files
/// @param priority 1 to 9, 9 is started first
/// @param terms what the client lays down beside that
public record Query(
    String program,
    String name,
    Sequence sequence,
    String parameters,
    Map<String, String> labels,
    List<AttachedFile> files,
    int priority,
    Terms terms) {

  public static final int DEFAULT_PRIORITY = 5;
  public static final int LOWEST_PRIORITY = 1;
  public static final int HIGHEST_PRIORITY = 9;
  public static final int MAX_NAME_LENGTH = 200;

  public Query {
    if (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY) {
      throw new IllegalArgumentException("priority must be 1..9, got " + priority);
    }
    labels = Map.copyOf(labels);
    files = List.copyOf(files);
  }

  /// A query without parameters, labels or files, at priority 5.
  public static Query of(String program, String name, String sequence) {
    return new Query(
        program,
        name,
        new Sequence.Inline(sequence),
        "{}",
        Map.of(),
        List.of(),
        DEFAULT_PRIORITY,
        Terms.NONE);
  }

  public Query withProgram(String value) {
    return new Query(value, name, sequence, parameters, labels, files, priority, terms);
  }

  public Query withSequence(Sequence value) {
    return new Query(program, name, value, parameters, labels, files, priority, terms);
  }

  /// The same query with these parameters, a JSON object as text.
  public Query withParameters(String json) {
    return new Query(program, name, sequence, json, labels, files, priority, terms);
  }

  public Query withLabels(Map<String, String> value) {
    return new Query(program, name, sequence, parameters, value, files, priority, terms);
  }

  public Query withFiles(List<AttachedFile> value) {
    return new Query(program, name, sequence, parameters, labels, value, priority, terms);
  }

  public Query withPriority(int value) {
    return new Query(program, name, sequence, parameters, labels, files, value, terms);
  }

  public Query withTerms(Terms value) {
    return new Query(program, name, sequence, parameters, labels, files, priority, value);
  }
}
