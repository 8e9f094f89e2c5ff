package dev.retort.server;

import dev.retort.engine.ReservedFields;

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
          if (ReservedFields.EXPERIMENT.contains(name)) {
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
        case "timeout", "expires_after", "not_before", "keep" -> draft.wishes().text(name, value);
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

  /// Takes a field of a form; the sequence never comes this way.
  abstract void field(QueryDraft draft, String name, String value);

  static String reserved(String name) {
    return name
        + " is not a parameter: it is a field of the experiment itself. POST /v1/experiments takes"
        + " labels, priority, timeout, expires_after, not_before, keep, parameters and files";
  }

  static String unknown() {
    return "is not a field of a query; there are program, query_name, query_sequence, parameters,"
        + " labels, priority, timeout, expires_after, not_before, keep, and files as parts of"
        + " multipart/form-data";
  }
}
