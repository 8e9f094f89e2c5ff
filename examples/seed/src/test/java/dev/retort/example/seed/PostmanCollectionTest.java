package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.RetortServer;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends what the collection holds to a real server, and compares each answer with the one that is
/// saved beside the request: all but ids must be the same.
@Timeout(900)
class PostmanCollectionTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Signal gate = new Signal();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(Program.async("process", run -> gate.passing(run).thenApply(_ -> 0)));

  @Test
  void each_request_is_answered_as_the_collection_shows() throws Exception {
    JsonNode collection = JSON.readTree(Path.of("retort.postman_collection.json").toFile());
    assertThat(collection.at("/info/schema").asString()).contains("/collection/v2.1.0/");
    try (RetortServer server = RetortServer.builder(retort.engine()).port(0).start();
        HttpClient http = HttpClient.newHttpClient()) {
      for (JsonNode item : collection.get("item")) {
        HttpResponse<String> answer =
            http.send(request(item.get("request"), server.uri()), BodyHandlers.ofString());
        JsonNode saved = item.at("/response/0");
        assertThat(answer.statusCode()).isEqualTo(saved.get("code").asInt());
        assertThat(answer.headers().firstValue("Content-Type"))
            .contains(saved.at("/header/0/value").asString());
        assertThat(withoutIds(answer.body()))
            .as(item.get("name").asString())
            .isEqualTo(withoutIds(saved.get("body").asString()));
      }
    }
    assertThat(gate.awaitReached(2)).hasSize(2);
    assertThat(collection.get("item").size()).isEqualTo(3);
  }

  @Test
  void its_address_is_where_a_server_listens_by_default() throws Exception {
    JsonNode collection = JSON.readTree(Path.of("retort.postman_collection.json").toFile());
    assertThat(collection.at("/variable/0/value").asString())
        .isEqualTo(
            "http://"
                + dev.retort.server.RetortServerBuilder.DEFAULT_HOST
                + ':'
                + dev.retort.server.RetortServerBuilder.DEFAULT_PORT);
  }

  private static HttpRequest request(JsonNode saved, URI server) {
    String base = server.toString().replaceAll("/$", "");
    String uri = saved.at("/url/raw").asString().replace("{{baseUrl}}", base);
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    for (JsonNode header : saved.get("header")) {
      request.header(header.get("key").asString(), header.get("value").asString());
    }
    return switch (saved.at("/body/mode").asString("")) {
      case "urlencoded" ->
          request
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form(saved.at("/body/urlencoded"))))
              .build();
      case "raw" -> request.POST(BodyPublishers.ofString(saved.at("/body/raw").asString())).build();
      default -> request.method(saved.get("method").asString(), BodyPublishers.noBody()).build();
    };
  }

  private static String form(JsonNode fields) {
    return List.copyOf(fields.values()).stream()
        .map(field ->
            escaped(field.get("key").asString()) + '=' + escaped(field.get("value").asString()))
        .collect(Collectors.joining("&"));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode withoutIds(String body) {
    return JSON.readTree(
        body.replaceAll("\"experiment_dir\":\"[^\"]*\"", "\"experiment_dir\":\"DIR\"")
            .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"));
  }
}
