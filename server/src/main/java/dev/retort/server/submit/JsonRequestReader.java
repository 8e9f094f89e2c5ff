package dev.retort.server.submit;

import dev.retort.engine.program.ReservedFields;
import dev.retort.server.http.Problem;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.RequestBody;
import dev.retort.server.http.StrictJson;
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

/// Reads a query from a JSON object. Not thread-safe.
final class JsonRequestReader {
  private final QueryDraft draft;
  private final QueryFields fields;
  private boolean cut;

  JsonRequestReader(QueryDraft draft, QueryFields fields) {
    this.draft = draft;
    this.fields = fields;
  }

  void read(RequestBody body) throws IOException {
    InputStream rest =
        new SequenceExtractor(
            body,
            body.limits().besideSequence(),
            () -> {
              cut = true;
              return draft.sequence();
            });
    var reader = new InputStreamReader(rest, StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), reader)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.malformedBody("the body must be one JSON object");
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
        throw Problem.malformedBody("the body has text after the JSON object");
      }
      if (fields == QueryFields.COMPATIBLE) {
        draft.parameters(others.toString());
      }
    }
  }

  private void field(JsonParser json, String name, JsonGenerator parameters) throws IOException {
    if (!name.equals(QueryDraft.SEQUENCE)) {
      draft.once(name);
      if (fields == QueryFields.RERUN && !QueryFields.isReplaceable(name)) {
        wrong(json, name, QueryFields.fixed());
        return;
      }
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
        if (fields != QueryFields.COMPATIBLE) {
          further(json, name);
        } else if (ReservedFields.EXPERIMENT.contains(name)) {
          wrong(json, name, QueryFields.reserved(name));
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
      case "labels" -> labels(draft, json, fields == QueryFields.RERUN);
      case "priority" -> priority(json);
      default -> {
        if (OptionsDraft.NAMES.contains(name)) {
          draft.options().json(name, json);
        } else {
          wrong(json, name, QueryFields.unknown());
        }
      }
    }
  }

  private static boolean isKnown(String name) {
    return name.equals("parameters")
        || name.equals("labels")
        || name.equals("priority")
        || OptionsDraft.NAMES.contains(name);
  }

  private void sequence(JsonParser json) throws IOException {
    if (cut) {
      cut = false;
      return;
    }
    draft.once(QueryDraft.SEQUENCE);
    wrong(json, QueryDraft.SEQUENCE, "must be a string, and its name must not contain escapes");
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
    draft.wrong('/' + QuotedText.pointer(name), detail);
  }

  /// @param removable whether null removes a label
  private static void labels(QueryDraft draft, JsonParser json, boolean removable) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      draft.wrong("/labels", "must be an object of strings");
      return;
    }
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        draft.label(key, json.getString());
      } else if (removable && json.currentToken() == JsonToken.VALUE_NULL) {
        draft.withoutLabel(key);
      } else {
        json.skipChildren();
        draft.wrong("/labels/" + QuotedText.pointer(key), "must be a string");
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

  /// The `parameters` field of a form, as JSON.
  static void parametersText(QueryDraft draft, String json) {
    try (JsonParser parser = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        draft.wrong("/parameters", "must be a JSON object");
        return;
      }
      String copy = text(parser);
      if (parser.nextToken() != null) {
        draft.wrong("/parameters", "must be one JSON object without text after it");
      }
      draft.parameters(copy);
    } catch (JacksonException malformed) {
      draft.wrong("/parameters", "must be JSON: " + malformed.getOriginalMessage());
    }
  }

  /// The `labels` field of a form, as JSON.
  static void labelsText(QueryDraft draft, String json, boolean removable) {
    try (JsonParser parser = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      labels(draft, parser, removable);
    } catch (JacksonException malformed) {
      draft.wrong("/labels", "must be JSON: " + malformed.getOriginalMessage());
    }
  }
}
