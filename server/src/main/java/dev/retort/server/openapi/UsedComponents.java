package dev.retort.server.openapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Removes the components to which nothing in the document leads.
final class UsedComponents {
  private static final String COMPONENTS = "#/components/";

  private UsedComponents() {}

  static void keepIn(ObjectNode document) {
    Set<String> used = used(document);
    ObjectNode components = document.withObjectProperty("components");
    for (String kind : List.copyOf(components.propertyNames())) {
      ObjectNode all = (ObjectNode) components.required(kind);
      List.copyOf(all.propertyNames()).stream()
          .filter(name -> !used.contains(kind + '/' + name))
          .forEach(all::remove);
    }
  }

  /// The components as `schemas/Experiment`.
  private static Set<String> used(ObjectNode document) {
    Set<String> used = new HashSet<>();
    Deque<JsonNode> left = new ArrayDeque<>(List.of(document.required("paths")));
    while (!left.isEmpty()) {
      JsonNode node = left.pop();
      node.forEach(left::push);
      if (node.path("$ref").isString()) {
        String reference = node.get("$ref").stringValue();
        if (reference.startsWith(COMPONENTS)) {
          String[] path = reference.substring(COMPONENTS.length()).split("/", -1);
          String component = path[0] + '/' + path[1];
          if (used.add(component)) {
            left.push(document.at("/components/" + component));
          }
        }
      }
    }
    return used;
  }
}
