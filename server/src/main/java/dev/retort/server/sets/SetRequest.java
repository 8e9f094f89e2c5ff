package dev.retort.server.sets;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.Violation;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.TimeRange;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.server.http.Accept;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Moment;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.RequestBody;
import dev.retort.server.http.StrictJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of an action on a set, and collects what is wrong with it. Used by one thread.
final class SetRequest {
  private static final long MAX_BYTES = 256 << 10;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(StrictJson.FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode body;
  private final List<Violation> wrong = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  private SetRequest(ObjectNode body) {
    this.body = body;
  }

  /// @throws ProblemException 415 for another media type, 400 for malformed JSON
  static SetRequest read(Request request, HttpLimits limits) throws IOException {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !Accept.bare(type).equals(Answer.JSON)) {
      throw Problem.of(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "send the filter as " + Answer.JSON)
          .exception();
    }
    RequestBody in = RequestBody.of(request, limits, MAX_BYTES);
    if (MAPPER.readTree(in) instanceof ObjectNode body) {
      return new SetRequest(body);
    }
    throw Problem.malformedBody("the body must be one JSON object");
  }

  /// A member that is true or false.
  boolean flag(String name, boolean otherwise) {
    JsonNode value = take(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      wrong.add(new Violation('/' + name, "must be true or false"));
    }
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  /// What a rerun replaces.
  RerunChanges changes() {
    JsonNode parameters = take("parameters");
    if (parameters != null && !parameters.isObject()) {
      wrong.add(new Violation("/parameters", "must be an object"));
    }
    JsonNode texts = take("text_parameters");
    Map<String, String> textParameters = new HashMap<>();
    if (texts != null && !texts.isObject()) {
      wrong.add(new Violation("/text_parameters", "must be an object of strings"));
    } else if (texts != null) {
      texts
          .properties()
          .forEach(each ->
              text("/text_parameters", each.getKey(), each.getValue())
                  .ifPresent(value -> textParameters.put(each.getKey(), value)));
    }
    if (parameters != null && !textParameters.isEmpty()) {
      wrong.add(new Violation("/text_parameters", "use parameters or text_parameters, not both"));
    }
    JsonNode priority = take("priority");
    if (priority != null
        && !(priority.isInt() && 1 <= priority.intValue() && priority.intValue() <= 9)) {
      wrong.add(new Violation("/priority", "must be a whole number, 1..9"));
    }
    Map<String, String> labels = new HashMap<>();
    Set<String> without = new HashSet<>();
    JsonNode given = take("labels");
    if (given != null && !given.isObject()) {
      wrong.add(new Violation("/labels", "must be an object"));
    } else if (given != null) {
      given
          .properties()
          .forEach(label -> {
            if (label.getValue().isNull()) {
              without.add(label.getKey());
            } else {
              text("/labels", label.getKey(), label.getValue())
                  .ifPresent(value -> labels.put(label.getKey(), value));
            }
          });
    }
    return new RerunChanges(
        parameters == null
            ? new Parameters.Text(textParameters)
            : new Parameters.Json(parameters.toString()),
        labels,
        without,
        priority == null || !priority.isInt() ? null : priority.intValue());
  }

  private @Nullable JsonNode take(String name) {
    taken.add(name);
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private Optional<String> text(String at, String name, JsonNode value) {
    if (value.isString()) {
      return Optional.of(value.stringValue());
    }
    wrong.add(new Violation(at + '/' + QuotedText.pointer(name), "must be a string"));
    return Optional.empty();
  }

  /// The filter; call it last.
  ///
  /// @throws InvalidQueryException if anything in the body is wrong
  ExperimentFilter filter() {
    boolean all = flag("all", false);
    JsonNode given = take("filter");
    for (String name : body.propertyNames()) {
      if (!taken.contains(name)) {
        wrong.add(new Violation('/' + QuotedText.pointer(name), "is not a field of this action"));
      }
    }
    ExperimentFilter filter = ExperimentFilter.ALL;
    if (given instanceof ObjectNode object) {
      filter = filter(object);
    } else if (given != null) {
      wrong.add(new Violation("/filter", "must be an object"));
    }
    if (wrong.isEmpty() && filter.equals(ExperimentFilter.ALL) != all) {
      wrong.add(
          all
              ? new Violation("/all", "selects every experiment; send it without a filter")
              : new Violation(
                  "/filter", "is empty; add a condition, or \"all\": true for every experiment"));
    }
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return filter;
  }

  private ExperimentFilter filter(ObjectNode given) {
    ExperimentFilter filter = ExperimentFilter.ALL;
    Map<String, Instant> times = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : given.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      switch (name) {
        case "status" -> filter = filter.withStatuses(statuses(value));
        case "program" -> filter = filter.withProgram(text("/filter", name, value).orElse(null));
        case "name_prefix" -> filter = filter.withNamePrefix(prefix(value));
        case "labels" -> filter = filter.withLabels(labels(value));
        case "label_keys" -> filter = filter.withLabelKeys(new HashSet<>(texts(name, value)));
        case "created_from", "created_to", "ended_from", "ended_to" -> time(times, name, value);
        default ->
            wrong.add(
                new Violation(
                    "/filter/" + QuotedText.pointer(name),
                    "is no condition; use status, program, labels, label_keys, name_prefix,"
                        + " created_from, created_to, ended_from, ended_to"));
      }
    }
    return filter
        .withCreated(new TimeRange(times.get("created_from"), times.get("created_to")))
        .withEnded(new TimeRange(times.get("ended_from"), times.get("ended_to")));
  }

  private Set<Status> statuses(JsonNode value) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String word : value.isArray() ? texts("status", value) : one("status", value)) {
      Optional<Status> status =
          EnumSet.allOf(Status.class).stream().filter(each -> each.word().equals(word)).findFirst();
      status.ifPresentOrElse(
          statuses::add,
          () ->
              wrong.add(
                  new Violation(
                      "/filter/status",
                      "must be pending, running, finished, failed or cancelled, got "
                          + QuotedText.quoted(word))));
    }
    return statuses;
  }

  private List<String> one(String name, JsonNode value) {
    return text("/filter", name, value).stream().toList();
  }

  private List<String> texts(String name, JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (value.isArray() && !value.isEmpty()) {
      value.forEach(each -> text("/filter", name, each).ifPresent(texts::add));
    } else {
      wrong.add(new Violation("/filter/" + name, "must be an array of strings, not empty"));
    }
    return texts;
  }

  private Map<String, String> labels(JsonNode value) {
    Map<String, String> labels = new HashMap<>();
    if (!value.isObject() || value.isEmpty()) {
      wrong.add(new Violation("/filter/labels", "must be an object of strings, not empty"));
    }
    value
        .properties()
        .forEach(label ->
            text("/filter/labels", label.getKey(), label.getValue())
                .ifPresent(text -> labels.put(label.getKey(), text)));
    return labels;
  }

  private @Nullable String prefix(JsonNode value) {
    Optional<String> prefix = text("/filter", "name_prefix", value);
    prefix
        .filter(
            text -> text.isEmpty() || text.codePointCount(0, text.length()) > Query.MAX_NAME_LENGTH)
        .ifPresent(text ->
            wrong.add(
                new Violation(
                    "/filter/name_prefix", "must be 1.." + Query.MAX_NAME_LENGTH + " characters")));
    return prefix.orElse(null);
  }

  private void time(Map<String, Instant> times, String name, JsonNode value) {
    Optional<String> text = text("/filter", name, value);
    text.flatMap(Moment::parse)
        .ifPresentOrElse(
            moment -> times.put(name, moment),
            () -> {
              if (text.isPresent()) {
                wrong.add(new Violation("/filter/" + name, Moment.RULE));
              }
            });
  }
}
