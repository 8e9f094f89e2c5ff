package dev.retort.server;

import java.util.Set;

/// Which fields a query has on which route.
enum Dialect {
  /// `POST /`: what is not a field of the query is a parameter of the program.
  COMPATIBLE {
    @Override
    void field(QueryDraft draft, String name, String value) {
      switch (name) {
        case "query_name" -> draft.name(value);
        case "program" -> draft.program(value);
        default -> {
          if (RESERVED.contains(name)) {
            draft.wrong('/' + name, reserved(name));
          } else {
            draft.parameter(name, value);
          }
        }
      }
    }
  },

  /// `POST /v1/experiments`: what is not known is refused.
  V1 {
    @Override
    void field(QueryDraft draft, String name, String value) {
      switch (name) {
        case "query_name" -> draft.name(value);
        case "program" -> draft.program(value);
        case "priority" -> draft.priority(value);
        case "parameters" -> JsonTaker.parametersText(draft, value);
        case "labels" -> JsonTaker.labelsText(draft, value);
        default -> {
          if (name.startsWith("parameters.")) {
            draft.parameter(name.substring("parameters.".length()), value);
          } else if (name.startsWith("labels.")) {
            draft.label(name.substring("labels.".length()), value);
          } else {
            draft.wrong('/' + QueryDraft.pointer(name), unknown());
          }
        }
      }
    }
  };

  /// Fields of an experiment, which a client cannot set by way of `POST /`.
  static final Set<String> RESERVED =
      Set.of(
          "experiment_id",
          "experiment_dir",
          "status",
          "reason",
          "return_code",
          "signal",
          "attempt",
          "position",
          "progress",
          "created_at",
          "started_at",
          "ended_at",
          "revision",
          "links",
          "labels",
          "priority",
          "parameters",
          "files");

  /// Takes a field of a form; the sequence never comes this way.
  abstract void field(QueryDraft draft, String name, String value);

  static String reserved(String name) {
    return name
        + " is not a parameter: it is a field of the experiment itself. POST /v1/experiments takes"
        + " labels, priority, parameters and files";
  }

  static String unknown() {
    return "is not a field of a query; there are program, query_name, query_sequence, parameters,"
        + " labels, priority, and files as parts of multipart/form-data";
  }
}
