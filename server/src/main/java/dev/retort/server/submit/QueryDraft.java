package dev.retort.server.submit;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.SubmitOptions;
import dev.retort.core.Violation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.engine.Engine;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.server.http.Problem;
import dev.retort.server.http.QuotedText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the fields of a query while they arrive, in any order. Always close it: this deletes
/// spooled files that no submission used. Not thread-safe.
final class QueryDraft implements AutoCloseable {
  static final String SEQUENCE = "query_sequence";

  private final Engine engine;
  private final QueryFields fields;
  private final List<Spool> spools = new ArrayList<>(1);
  private final List<Violation> wrong = new ArrayList<>(0);
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> textParameters = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, Spool> files = new LinkedHashMap<>();
  private @Nullable Spool sequence;
  private @Nullable String name;
  private @Nullable String program;
  private @Nullable String pathProgram;
  private @Nullable String parameters;
  private final Set<String> withoutLabels = new HashSet<>();
  private @Nullable Integer priority;
  private final OptionsDraft options = new OptionsDraft(this::wrong);

  QueryDraft(Engine engine, QueryFields fields) {
    this.engine = engine;
    this.fields = fields;
  }

  /// Registers a field; each field must occur only once.
  ///
  /// @throws ProblemException 400 the second time
  void once(String field) {
    if (!seen.add(field)) {
      throw Problem.malformedBody(
          "the field " + QuotedText.quoted(field) + " occurs more than once; send it once");
    }
  }

  /// The writer for the sequence as text.
  Writer sequence() {
    return sequenceBytes().text();
  }

  /// The stream for the sequence as a file: any bytes.
  Spool sequenceBytes() {
    once(SEQUENCE);
    refuseFixed(SEQUENCE);
    Spool spool = keep(engine.spool(SEQUENCE, longestSequence()));
    sequence = spool;
    return spool;
  }

  /// The stream for an additional file.
  ///
  /// @param clientName the name that the client gave it
  OutputStream file(String fileName, String clientName) {
    if (!seen.add(fileName)) {
      throw new InvalidQueryException(
          List.of(new Violation('/' + fileName, "the file occurs more than once; send it once")));
    }
    refuseFixed(fileName);
    long limit =
        engine.programs().stream()
            .flatMap(each -> each.settings().description().files().stream())
            .filter(parameter -> parameter.name().equals(fileName))
            .mapToLong(FileParameter::maxBytes)
            .max()
            .orElseThrow(() ->
                new InvalidQueryException(
                    List.of(
                        new Violation('/' + fileName, "no program accepts a file of this name"))));
    Spool spool = keep(engine.spoolFile(fileName, limit)).named(clientName);
    files.put(fileName, spool);
    return spool;
  }

  /// A rerun takes its inputs from the earlier experiment.
  private void refuseFixed(String input) {
    if (fields == QueryFields.RERUN) {
      throw new InvalidQueryException(
          List.of(new Violation('/' + QuotedText.pointer(input), QueryFields.fixed())));
    }
  }

  private Spool keep(Spool spool) {
    spools.add(spool);
    return spool;
  }

  private long longestSequence() {
    long longest = 1;
    for (Program each : engine.programs()) {
      longest = Math.max(longest, each.settings().description().sequence().maxBytes());
    }
    return longest;
  }

  /// The options that have a type of their own.
  OptionsDraft options() {
    return options;
  }

  void name(String value) {
    name = value;
  }

  void program(@Nullable String value) {
    program = value;
  }

  /// The program in the path of the request; a field that names another is invalid.
  void pathProgram(@Nullable String value) {
    pathProgram = value;
  }

  void priority(int value) {
    priority = value;
  }

  void priority(String text) {
    try {
      priority = Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      wrong("/priority", "must be 1..9, got " + QuotedText.quoted(text));
    }
  }

  /// One parameter of a form.
  void parameter(String parameter, String value) {
    textParameters.put(parameter, value);
  }

  /// All parameters, a JSON object as text.
  void parameters(String json) {
    parameters = json;
  }

  void label(String key, String value) {
    if (labels.put(key, value) != null) {
      wrong("/labels/" + QuotedText.pointer(key), "occurs more than once");
    }
  }

  void withoutLabel(String key) {
    if (labels.containsKey(key) || !withoutLabels.add(key)) {
      wrong("/labels/" + QuotedText.pointer(key), "occurs more than once");
    }
  }

  void wrong(String pointer, String detail) {
    wrong.add(new Violation(pointer, detail));
  }

  /// The complete query.
  ///
  /// @throws InvalidQueryException if a field is missing or invalid
  SubmitRequest request(@Nullable String idempotencyKey) throws IOException {
    String queryName = name;
    Spool input = sequence;
    if (queryName == null && !seen.contains("query_name")) {
      wrong("/query_name", "is missing; send a name for the query");
    }
    if (input == null && !seen.contains(SEQUENCE) && !wrong.isEmpty() && isAlwaysRequired()) {
      wrong("/query_sequence", "is missing; send the program's input");
    }
    Parameters values = parameters();
    String named = requestedProgram();
    if (!wrong.isEmpty() || queryName == null) {
      throw new InvalidQueryException(wrong);
    }
    Map<String, Input> inputs = new LinkedHashMap<>();
    files.forEach((file, spool) -> inputs.put(file, spool.input()));
    return new SubmitRequest(
        named,
        queryName,
        input == null ? new Input.Absent() : input.input(),
        values,
        inputs,
        options
            .options()
            .withPriority(priority == null ? SubmitOptions.DEFAULT_PRIORITY : priority)
            .withLabels(labels),
        idempotencyKey);
  }

  private @Nullable String requestedProgram() {
    if (pathProgram == null) {
      return program;
    }
    if (program != null && !program.equals(pathProgram)) {
      wrong(
          "/program",
          "must be "
              + QuotedText.quoted(pathProgram)
              + " as in the path, or absent, got "
              + QuotedText.quoted(program));
    }
    return pathProgram;
  }

  private Parameters parameters() {
    if (parameters != null && !textParameters.isEmpty()) {
      wrong("/parameters", "is sent both as JSON and as single fields; use one of the two");
    }
    return parameters == null
        ? new Parameters.Text(textParameters)
        : new Parameters.Json(parameters);
  }

  /// The fields as the changes of a rerun.
  ///
  /// @throws InvalidQueryException if a field is invalid
  RerunChanges changes() {
    Parameters values = parameters();
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return new RerunChanges(values, labels, withoutLabels, priority);
  }

  /// Otherwise the engine knows, once it knows the program.
  private boolean isAlwaysRequired() {
    return engine.programs().stream()
        .allMatch(each -> each.settings().description().sequence().presence() == Presence.REQUIRED);
  }

  @Override
  public void close() {
    for (Spool spool : spools) {
      spool.close();
    }
  }
}
