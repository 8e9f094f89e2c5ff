package dev.retort.client;

import dev.retort.client.NewQuery.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A query to submit again, with what to replace in it. Immutable; each `with` method returns a
/// changed copy.
///
/// A new object gets an idempotency key: sending the same object twice creates one experiment.
///
/// @param id the experiment whose query to repeat
/// @param parameters replace the parameters of the same names
/// @param labels replace the labels of the same keys
/// @param priority 1 to 9; null to keep it
/// @param idempotencyKey 1 to 255 visible ASCII characters
public record NewRerun(
    String id,
    Parameters parameters,
    Map<String, String> labels,
    @Nullable Integer priority,
    String idempotencyKey) {

  public NewRerun {
    labels = Map.copyOf(labels);
  }

  /// A rerun that replaces nothing.
  public static NewRerun of(String id) {
    return new NewRerun(
        id, new Parameters.Text(Map.of()), Map.of(), null, UUID.randomUUID().toString());
  }

  /// Replaces typed parameters.
  public NewRerun withParameters(Map<String, ?> values) {
    return with(new Parameters.Typed(Map.copyOf(values)));
  }

  /// Replaces text parameters; the server converts them.
  public NewRerun withTextParameters(Map<String, String> values) {
    return with(new Parameters.Text(values));
  }

  private NewRerun with(Parameters value) {
    return new NewRerun(id, value, labels, priority, idempotencyKey);
  }

  public NewRerun withLabels(Map<String, String> value) {
    return new NewRerun(id, parameters, value, priority, idempotencyKey);
  }

  public NewRerun withPriority(@Nullable Integer value) {
    return new NewRerun(id, parameters, labels, value, idempotencyKey);
  }

  public NewRerun withIdempotencyKey(String value) {
    return new NewRerun(id, parameters, labels, priority, value);
  }

  /// The body as a form; text parameters are fields of their own.
  String form() {
    QueryString form = new QueryString("");
    switch (parameters) {
      case Parameters.Typed(Map<String, Object> values) -> {
        if (!values.isEmpty()) {
          form.add("parameters", ClientJson.MAPPER.writeValueAsString(values));
        }
      }
      case Parameters.Text(Map<String, String> values) ->
          values.forEach(
              (name, value) -> form.add("parameters." + QueryString.encode(name), value));
    }
    new LinkedHashMap<>(labels)
        .forEach((key, value) -> form.add("labels." + QueryString.encode(key), value));
    form.add("priority", priority);
    String text = form.toString();
    return text.isEmpty() ? text : text.substring(1);
  }
}
