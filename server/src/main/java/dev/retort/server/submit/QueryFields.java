package dev.retort.server.submit;

import dev.retort.engine.program.ReservedFields;
import dev.retort.server.http.QuotedText;

/// The fields of a query, by route.
public enum QueryFields {
  /// `POST /`: every unknown field is a parameter of the program.
  COMPATIBLE {
    @Override
    void set(QueryDraft draft, String name, String value) {
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

  /// `POST /v1/experiments`: unknown fields are rejected.
  V1 {
    @Override
    void set(QueryDraft draft, String name, String value) {
      switch (name) {
        case "query_name" -> draft.name(value);
        case "program" -> draft.program(value);
        case "priority" -> draft.priority(value);
        case "parameters" -> JsonRequestReader.parametersText(draft, value);
        case "labels" -> JsonRequestReader.labelsText(draft, value, false);
        default -> {
          if (OptionsDraft.NAMES.contains(name)) {
            draft.options().text(name, value);
          } else if (name.startsWith("parameters.")) {
            draft.parameter(name.substring("parameters.".length()), value);
          } else if (name.startsWith("labels.")) {
            draft.label(name.substring("labels.".length()), value);
          } else {
            draft.wrong('/' + QuotedText.pointer(name), unknown());
          }
        }
      }
    }
  },

  /// `POST /v1/experiments/{id}/rerun`: only what a rerun can replace.
  RERUN {
    @Override
    void set(QueryDraft draft, String name, String value) {
      if (name.equals("labels")) {
        JsonRequestReader.labelsText(draft, value, true);
      } else if (isReplaceable(name)
          || name.startsWith("parameters.")
          || name.startsWith("labels.")) {
        V1.set(draft, name, value);
      } else {
        draft.wrong('/' + QuotedText.pointer(name), fixed());
      }
    }
  };

  /// Stores a field of a form in the draft; the sequence is handled elsewhere.
  abstract void set(QueryDraft draft, String name, String value);

  static String reserved(String name) {
    return name
        + " is not a parameter: it is a field of the experiment. POST /v1/experiments accepts"
        + " labels, priority, timeout, expires_after, not_before, keep, parameters and files";
  }

  /// Whether a rerun can replace this field.
  static boolean isReplaceable(String name) {
    return name.equals("parameters") || name.equals("labels") || name.equals("priority");
  }

  static String fixed() {
    return "cannot be replaced by a rerun; it takes parameters, labels and priority";
  }

  static String unknown() {
    return "is not a field of a query; use program, query_name, query_sequence, parameters,"
        + " labels, priority, timeout, expires_after, not_before, keep, and files as parts of"
        + " multipart/form-data";
  }
}
