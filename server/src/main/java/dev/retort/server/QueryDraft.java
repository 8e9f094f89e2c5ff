package dev.retort.server;

import dev.retort.core.Face.FileParameter;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Program;
import dev.retort.core.Query;
import dev.retort.core.Violation;
import dev.retort.engine.Engine;
import dev.retort.engine.Input;
import dev.retort.engine.Parameters;
import dev.retort.engine.Spool;
import dev.retort.engine.SubmitRequest;
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

/// A query while its fields arrive, in any order and in any of the forms of a body. Close it in any
/// case: what it spooled and nobody took is deleted. Not thread-safe.
final class QueryDraft implements AutoCloseable {
  static final String SEQUENCE = "query_sequence";

  private final Engine engine;
  private final List<Spool> spools = new ArrayList<>(1);
  private final List<Violation> wrong = new ArrayList<>(0);
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> textParameters = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, Spool> files = new LinkedHashMap<>();
  private @Nullable Spool sequence;
  private @Nullable String name;
  private @Nullable String program;
  private @Nullable String parameters;
  private int priority = Query.DEFAULT_PRIORITY;
  private final WishesDraft wishes = new WishesDraft(this::wrong);

  QueryDraft(Engine engine) {
    this.engine = engine;
  }

  /// Notes that a field came; each may come once.
  ///
  /// @throws ProblemException 400 the second time
  void once(String field) {
    if (!seen.add(field)) {
      throw FormDecoder.malformed(
          "the field " + Text.quoted(field) + " is given more than once; send it once");
    }
  }

  /// Where the sequence goes, as text.
  Writer sequence() {
    once(SEQUENCE);
    Spool spool = keep(engine.spool(SEQUENCE, longestSequence()));
    sequence = spool;
    return spool.text();
  }

  /// Where a further file goes, as bytes.
  OutputStream file(String fileName) {
    if (!seen.add(fileName)) {
      throw new InvalidQueryException(
          List.of(new Violation('/' + fileName, "this file is given more than once")));
    }
    long limit =
        engine.programs().stream()
            .flatMap(each -> each.settings().face().files().stream())
            .filter(parameter -> parameter.name().equals(fileName))
            .mapToLong(FileParameter::maxBytes)
            .max()
            .orElseThrow(() ->
                new InvalidQueryException(
                    List.of(
                        new Violation('/' + fileName, "is not a file that any program takes"))));
    Spool spool = keep(engine.spoolFile(fileName, limit));
    files.put(fileName, spool);
    return spool;
  }

  private Spool keep(Spool spool) {
    spools.add(spool);
    return spool;
  }

  private long longestSequence() {
    long longest = 1;
    for (Program each : engine.programs()) {
      longest = Math.max(longest, each.settings().face().maxSequence());
    }
    return longest;
  }

  /// When and how long it shall run.
  WishesDraft wishes() {
    return wishes;
  }

  void name(String value) {
    name = value;
  }

  void program(@Nullable String value) {
    program = value;
  }

  void priority(int value) {
    priority = value;
  }

  void priority(String text) {
    try {
      priority = Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      wrong("/priority", "must be 1..9, got " + Text.quoted(text));
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
      wrong("/labels/" + pointer(key), "is given more than once");
    }
  }

  void wrong(String pointer, String detail) {
    wrong.add(new Violation(pointer, detail));
  }

  static String pointer(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /// The whole query.
  ///
  /// @throws InvalidQueryException when something is missing or was wrong
  SubmitRequest request(@Nullable String idempotencyKey) throws IOException {
    String queryName = name;
    Spool input = sequence;
    if (queryName == null && !seen.contains("query_name")) {
      wrong("/query_name", "is missing; send a name for the query");
    }
    if (input == null && !seen.contains(SEQUENCE)) {
      wrong("/query_sequence", "is missing; send the program's input");
    }
    if (parameters != null && !textParameters.isEmpty()) {
      wrong("/parameters", "is given as JSON and by single fields; use one of the two");
    }
    if (!wrong.isEmpty() || queryName == null || input == null) {
      throw new InvalidQueryException(wrong);
    }
    Map<String, Input> inputs = new LinkedHashMap<>();
    files.forEach((file, spool) -> inputs.put(file, spool.input()));
    return new SubmitRequest(
        program,
        queryName,
        input.input(),
        parameters == null ? new Parameters.Text(textParameters) : new Parameters.Json(parameters),
        labels,
        inputs,
        priority,
        wishes.wishes(),
        idempotencyKey);
  }

  @Override
  public void close() {
    for (Spool spool : spools) {
      spool.close();
    }
  }
}
