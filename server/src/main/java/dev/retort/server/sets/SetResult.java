package dev.retort.server.sets;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What an action on a set did, or would do.
///
/// @param dryRun whether nothing was done
/// @param matched number of experiments that the filter matched
/// @param changed number of experiments that the action changed
/// @param skipped numbers of the others, by reason
record SetResult(boolean dryRun, long matched, long changed, Map<String, Long> skipped) {
  SetResult {
    skipped = Map.copyOf(skipped);
  }

  void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeBooleanProperty("dry_run", dryRun);
    json.writeNumberProperty("matched", matched);
    json.writeNumberProperty("changed", changed);
    json.writeName("skipped");
    json.writeStartObject();
    new TreeMap<>(skipped).forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeEndObject();
  }
}
