package dev.retort.server;

import dev.retort.engine.ReservedFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/// Reads a query that comes as a JSON object. Not thread-safe.
final class JsonTaker {
  private final QueryDraft draft;
  private final Dialect dialect;
  private boolean cut;

  JsonTaker(QueryDraft draft, Dialect dialect) {
    this.draft = draft;
    this.dialect = dialect;
  }

  void read(RequestBody body) throws IOException {
    InputStream rest =
        new SequenceCut(
            body,
            body.limits().besideSequence(),
            () -> {
              cut = true;
              return draft.sequence();
            });
    var reader = new InputStreamReader(rest, StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), reader)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw FormDecoder.malformed("the body must be one JSON object");
      }
      StringWriter others = new StringWriter();
      try (JsonGenerator parameters = generator(others)) {
        parameters.writeStartObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
          json.nextToken();
          field(json, name, parameters);
        }
        parameters.writeEndObject();
      }
      if (json.nextToken() != null) {
        throw FormDecoder.malformed("something follows the JSON object");
      }
      if (dialect == Dialect.COMPATIBLE) {
        draft.parameters(others.toString());
      }
    }
  }

  private void field(JsonParser json, String name, JsonGenerator parameters) throws IOException {
    if (!name.equals(QueryDraft.SEQUENCE)) {
      draft.once(name);
    }
    switch (name) {
      case QueryDraft.SEQUENCE -> sequence(json);
      case "query_name" -> {
        if (isString(json, name)) {
          draft.name(json.getString());
        }
      }
      case "program" -> {
        if (json.currentToken() != JsonToken.VALUE_NULL && isString(json, name)) {
          draft.program(json.getString());
        }
      }
      default -> {
        if (dialect == Dialect.V1) {
          further(json, name);
        } else if (ReservedFields.EXPERIMENT.contains(name)) {
          wrong(json, name, Dialect.reserved(name));
        } else {
          parameters.writeName(name);
          parameters.copyCurrentStructureExact(json);
        }
      }
    }
  }

  private void further(JsonParser json, String name) {
    if (json.currentToken() == JsonToken.VALUE_NULL && isKnown(name)) {
      return;
    }
    switch (name) {
      case "parameters" -> {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          draft.parameters(text(json));
        } else {
          wrong(json, name, "must be an object");
        }
      }
      case "labels" -> labels(draft, json);
      case "priority" -> priority(json);
      case "timeout", "expires_after", "not_before", "keep" -> draft.wishes().json(name, json);
      default -> wrong(json, name, Dialect.unknown());
    }
  }

  private static boolean isKnown(String name) {
    return name.equals("parameters")
        || name.equals("labels")
        || name.equals("priority")
        || WishesDraft.NAMES.contains(name);
  }

  private void sequence(JsonParser json) throws IOException {
    if (cut) {
      cut = false;
      return;
    }
    draft.once(QueryDraft.SEQUENCE);
    wrong(
        json, QueryDraft.SEQUENCE, "must be a string, and its name must be spelt without escapes");
  }

  private boolean isString(JsonParser json, String name) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return true;
    }
    wrong(json, name, "must be a string");
    return false;
  }

  private void priority(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getStringLength() < 10) {
      draft.priority(json.getIntValue());
    } else {
      wrong(json, "priority", "must be a whole number, 1..9");
    }
  }

  private void wrong(JsonParser json, String name, String detail) {
    json.skipChildren();
    draft.wrong('/' + QueryDraft.pointer(name), detail);
  }

  private static void labels(QueryDraft draft, JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      draft.wrong("/labels", "must be an object of strings");
      return;
    }
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        draft.label(key, json.getString());
      } else {
        json.skipChildren();
        draft.wrong("/labels/" + QueryDraft.pointer(key), "must be a string");
      }
    }
  }

  private static String text(JsonParser json) {
    StringWriter text = new StringWriter();
    try (JsonGenerator copy = generator(text)) {
      copy.copyCurrentStructureExact(json);
    }
    return text.toString();
  }

  private static JsonGenerator generator(StringWriter out) {
    return StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /// The `parameters` of a form: JSON in a field.
  static void parametersText(QueryDraft draft, String json) {
    try (JsonParser parser = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        draft.wrong("/parameters", "must be a JSON object");
        return;
      }
      String copy = text(parser);
      if (parser.nextToken() != null) {
        draft.wrong("/parameters", "must be one JSON object, and something follows it");
      }
      draft.parameters(copy);
    } catch (JacksonException malformed) {
      draft.wrong("/parameters", "must be JSON: " + malformed.getOriginalMessage());
    }
  }

  /// The `labels` of a form: JSON in a field.
  static void labelsText(QueryDraft draft, String json) {
    try (JsonParser parser = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      labels(draft, parser);
    } catch (JacksonException malformed) {
      draft.wrong("/labels", "must be JSON: " + malformed.getOriginalMessage());
    }
  }
}
