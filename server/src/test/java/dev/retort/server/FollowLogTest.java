package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.server.events.StreamSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Logs of real programs, followed while they are written.
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FollowLogTest {
  private static final String SCRIPT =
      """
      printf 'one\\n'; printf 'oops\\n' >&2
      while [ ! -e "$0/$1.second" ]; do sleep 0.02; done
      printf 'two\\n'
      while [ ! -e "$0/$1.last" ]; do sleep 0.02; done
      head -c 300000 /dev/zero
      printf 'end'
      """;

  @TempDir static Path directory;
  private TestServer server;
  private String test = "";
  private int number;
  private String log = "";

  @BeforeAll
  void start() {
    StreamSettings quick =
        StreamSettings.DEFAULTS.withTimes(Duration.ofSeconds(15), Duration.ofMillis(10));
    server =
        TestServer.with(
            setup -> setup.streams(quick),
            Program.command(
                "writes", List.of("sh", "-c", SCRIPT, directory.toString(), "{query_name}")));
  }

  @BeforeEach
  void begin() {
    test = "t" + number++;
  }

  @AfterEach
  void end() throws Exception {
    go("second");
    go("last");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void go(String file) throws Exception {
    Files.writeString(directory.resolve(test + "." + file), "");
  }

  private String submit() {
    String id = server.json("{\"query_name\":\"" + test + "\",\"query_sequence\":\"M\"}").id();
    log = "/v1/experiments/" + id + "/log";
    return id;
  }

  private InputStream follow(String parameters) throws Exception {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            server.request(log + "?follow=true" + parameters).build(),
            java.net.http.HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  private InputStream open(RetortServer other, String parameters) throws Exception {
    return other.uri().resolve(log + "?follow=true" + parameters).toURL().openStream();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void a_log_is_followed_from_before_the_start_to_its_last_byte() throws Exception {
    server.post("/v1/programs/writes/pause");
    submit();
    try (InputStream out = follow("");
        InputStream err = follow("&stream=stderr&from=1")) {
      server.post("/v1/programs/writes/resume");
      assertThat(text(out.readNBytes(4))).isEqualTo("one\n");
      assertThat(text(err.readNBytes(4))).isEqualTo("ops\n");
      go("second");
      assertThat(text(out.readNBytes(4))).isEqualTo("two\n");
      go("last");
      byte[] rest = out.readAllBytes();
      assertThat(rest).hasSize(300_003);
      assertThat(text(rest)).endsWith("end");
      assertThat(err.readAllBytes()).isEmpty();
    }
    try (InputStream again = follow("&from=300008")) {
      assertThat(text(again.readAllBytes())).isEqualTo("end");
    }
  }

  @Test
  void a_follower_resumes_at_its_offset_and_a_stopping_server_never_looks_like_the_end()
      throws Exception {
    submit();
    try (RetortServer stopping = RetortServer.builder(server.engine).port(0).start();
        InputStream first = open(stopping, "")) {
      assertThat(text(first.readNBytes(4))).isEqualTo("one\n");
      stopping.stop();
      assertThat(org.assertj.core.api.Assertions.catchThrowable(first::readAllBytes))
          .isInstanceOf(java.io.IOException.class);
    }
    try (RetortServer next = RetortServer.builder(server.engine).port(0).start();
        InputStream second = open(next, "&from=4")) {
      go("second");
      assertThat(text(second.readNBytes(4))).isEqualTo("two\n");
      go("last");
      assertThat(second.readAllBytes()).hasSize(300_003);
    }
  }

  @Test
  void an_answer_names_its_attempt_and_an_offset_beyond_the_log_is_refused() throws Exception {
    submit();
    await().until(() -> server.get(log).text().equals("one\n"));
    assertThat(server.get(log).header("Retort-Attempt")).isEqualTo("1");
    assertThat(server.get(log + "?follow=true&from=5").problem())
        .isEqualTo("416 range-not-satisfiable");
  }

  @Test
  void a_cancelled_experiment_without_a_log_ends_the_answer() throws Exception {
    server.post("/v1/programs/writes/pause");
    String id = submit();
    try (InputStream out = follow("")) {
      server.post("/v1/experiments/" + id + "/cancel");
      assertThat(out.readAllBytes()).isEmpty();
    } finally {
      server.post("/v1/programs/writes/resume");
    }
    assertThat(server.get(log + "?follow=true").problem()).isEqualTo("404 no-log");
  }

  @Test
  void without_a_socket_the_answer_has_what_is_there() throws Exception {
    submit();
    await().until(() -> server.get(log).text().equals("one\n"));
    try (LocalServer local = RetortServer.builder(server.engine).startLocal()) {
      assertThat(local.get(log + "?follow=true").body()).isEqualTo("one\n");
    }
  }
}
