package dev.retort.server.openapi;

import dev.retort.server.http.Answer;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.Route;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the operation of one route.
final class OperationWriter {
  /// Variables that mean the same in every path.
  private static final Map<String, String> VARIABLES =
      Map.of(
          "id", "The id of the experiment",
          "path", "The path of the file, below the working directory of the program");

  private final ProblemResponses problems;

  OperationWriter(ProblemResponses problems) {
    this.problems = problems;
  }

  /// @param operation an empty object
  void write(ObjectNode operation, Route route) {
    operation.putArray("tags").add(route.tag);
    operation.put("operationId", route.operation).put("summary", route.summary);
    operation.put("description", route.description.isEmpty() ? route.summary : route.description);
    ArrayNode parameters = OpenApi.MAPPER.createArrayNode();
    for (String variable : route.path.variables()) {
      String meaning = route.variables.getOrDefault(variable, VARIABLES.getOrDefault(variable, ""));
      parameter(parameters, variable, "path", meaning).put("required", true);
    }
    parameters(parameters, route);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (!route.bodies.isEmpty()) {
      ObjectNode content = body(operation, route);
      for (Route.Body body : route.bodies) {
        reference(content.putObject(body.mediaType()), body.schema());
      }
    }
    security(operation, route);
    responses(operation.putObject("responses"), route);
  }

  /// Either way of sending a token suffices. Scopes have a keyword of their own: linters accept
  /// them in `security` for OAuth alone.
  private static void security(ObjectNode operation, Route route) {
    ArrayNode security = operation.putArray("security");
    if (!route.isOpen()) {
      security.addObject().putArray("bearer");
      security.addObject().putArray("basic");
      ArrayNode anyOf = operation.putArray("x-any-scope");
      route.scopes.forEach(scope -> anyOf.add(scope.word()));
    }
  }

  /// Writes the operation once more, for one program.
  ///
  /// @param id of the operation
  void write(ObjectNode operation, Route route, ProgramSchemas program, String id) {
    operation.putArray("tags").add(route.tag);
    operation
        .put("operationId", id)
        .put("summary", route.summary + ": " + program.title())
        .put("description", route.description);
    ArrayNode parameters = OpenApi.MAPPER.createArrayNode();
    parameters(parameters, route);
    operation.set("parameters", parameters);
    program.writeBodies(body(operation, route));
    security(operation, route);
    responses(operation.putObject("responses"), route);
  }

  private static ObjectNode body(ObjectNode operation, Route route) {
    return operation
        .putObject("requestBody")
        .put("required", route.bodyRequired)
        .putObject("content");
  }

  private static void parameters(ArrayNode parameters, Route route) {
    for (QueryParameter query : route.parameters) {
      ObjectNode parameter = parameter(parameters, query.name(), "query", query.description());
      if (query.repeatable()) {
        parameter.putObject("schema").put("type", "array").set("items", query.schema());
      } else {
        parameter.set("schema", query.schema());
      }
    }
    route.headers.forEach((name, meaning) -> parameter(parameters, name, "header", meaning));
  }

  private static ObjectNode parameter(
      ArrayNode parameters, String name, String in, String description) {
    ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }

  private void responses(ObjectNode responses, Route route) {
    for (Route.Response response : route.responses) {
      ObjectNode each = responses.withObjectProperty(Integer.toString(response.status()));
      each.put("description", response.meaning());
      headers(each, route, response.status());
      if (!response.mediaType().isEmpty()) {
        content(each.withObjectProperty("content"), response);
      }
    }
    problems.addTo(responses, route);
  }

  private static void headers(ObjectNode response, Route route, int status) {
    for (Route.ResponseHeader header : route.responseHeaders) {
      if (header.statuses().contains(status)) {
        header(response, header.name(), header.meaning());
      }
    }
    if (route.headers.containsKey("Prefer")) {
      header(response, "Preference-Applied", "The preferences that the answer follows");
    }
  }

  private static void header(ObjectNode response, String name, String meaning) {
    response
        .withObjectProperty("headers")
        .putObject(name)
        .put("description", meaning)
        .putObject("schema")
        .put("type", "string");
  }

  private static void content(ObjectNode content, Route.Response response) {
    if (response.schema().equals(OpenApi.RESULT)) {
      bytes(content.putObject(response.mediaType()));
      reference(content.putObject(Answer.JSON), OpenApi.RESULT);
    } else if (response.schema().isEmpty()) {
      bytes(content.putObject(response.mediaType()));
    } else {
      reference(content.putObject(response.mediaType()), response.schema());
    }
  }

  private static void reference(ObjectNode type, String schema) {
    type.putObject("schema").put("$ref", OpenApi.SCHEMAS + schema);
  }

  private static void bytes(ObjectNode type) {
    type.putObject("schema").put("type", "string").put("format", "binary");
  }
}
