package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.retort.client.LogStream;
import dev.retort.client.RetortClient;
import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Readers of events and logs, while the server is killed.
@Timeout(900)
class LiveEventsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PACKAGE = "eventsource@4.1.1";
  private static final String SCRIPT =
      """
      #!/bin/sh
      printf 'one\\n'
      while [ ! -e "$1/second" ]; do sleep 0.02; done
      echo '0.5 half' >> "$RETORT_PROGRESS"
      printf 'two\\n'
      while [ ! -e "$1/last" ]; do sleep 0.02; done
      printf 'end'
      """;

  @TempDir Path directory;

  private ServerProcess start(int port) throws Exception {
    Path program = directory.resolve("program");
    if (!Files.exists(program)) {
      ServerProcess.script(program, SCRIPT);
    }
    return ServerProcess.start(
        directory.resolve("data"), port, List.of("--", program.toString(), directory.toString()));
  }

  private void go(String file) throws IOException {
    Files.writeString(directory.resolve(file), "");
  }

  private static InputStream open(ServerProcess server, String path, String lastEventId)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path));
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    return HTTP.send(request.build(), BodyHandlers.ofInputStream()).body();
  }

  private static BufferedReader events(ServerProcess server, String path, String lastEventId)
      throws Exception {
    return new BufferedReader(
        new InputStreamReader(open(server, path, lastEventId), StandardCharsets.UTF_8));
  }

  /// The next line that begins so; null at the end of the stream.
  private static @Nullable String next(BufferedReader lines, String beginning) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = lines.readLine();
    }
    return line == null ? null : line.substring(beginning.length());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void events_and_logs_resume_after_kill_9_and_miss_nothing() throws Exception {
    String id;
    String revision;
    String position;
    ByteArrayOutputStream followed = new ByteArrayOutputStream();
    CompletableFuture<Void> follower;
    ServerProcess first = start(0);
    int port = first.uri("/").getPort();
    try (RetortClient client =
        RetortClient.at(first.uri("/")).withPatience(Duration.ofMinutes(2))) {
      try {
        id = first.submit("query_name=n&query_sequence=M");
        String log = id;
        follower =
            CompletableFuture.runAsync(() -> client.followLog(log, LogStream.STDOUT, 0, followed));
        await().until(() -> first.get("/v1/experiments/" + log + "/log").body().equals("one\n"));
        InputStream out = open(first, "/v1/experiments/" + id + "/log?follow=true", "");
        BufferedReader one = events(first, "/v1/experiments/" + id + "/events", "");
        BufferedReader all = events(first, "/v1/events", "");
        assertThat(text(out.readNBytes(4))).isEqualTo("one\n");
        revision = String.valueOf(next(one, "id: "));
        assertThat(next(one, "data: ")).contains("\"running\"");
        position = String.valueOf(next(all, "id: "));
        first.kill();
        assertThat(catchThrowable(out::readAllBytes)).isInstanceOf(IOException.class);
      } finally {
        first.kill();
      }
      go("second");
      go("last");
      try (ServerProcess second = start(port)) {
        InputStream out = open(second, "/v1/experiments/" + id + "/log?follow=true&from=4", "");
        assertThat(text(out.readAllBytes())).isEqualTo("two\nend");
        BufferedReader one = events(second, "/v1/experiments/" + id + "/events", revision);
        String last = "";
        for (String data = next(one, "data: "); data != null; data = next(one, "data: ")) {
          last = data;
        }
        assertThat(last).contains("\"finished\"");
        BufferedReader all = events(second, "/v1/events?status=finished", position);
        assertThat(next(all, "data: ")).contains(id).contains("\"finished\"");
        assertThat(next(all, "event: ")).isEqualTo("ready");
        follower.get(2, TimeUnit.MINUTES);
        assertThat(text(followed.toByteArray())).isEqualTo("one\ntwo\nend");
      }
    }
  }

  /// The client that others use: it reconnects by itself.
  @Test
  @LongProof
  void event_source_of_node_reconnects_after_kill_9_with_the_last_id() throws Exception {
    installEventSource();
    Path script = directory.resolve("follow.mjs");
    Files.writeString(
        script,
        """
        import {EventSource} from 'eventsource';
        const [url, many] = process.argv.slice(2);
        let opened = 0;
        const source = new EventSource(url, {fetch: (input, init) => {
          console.log('connect ' + (init.headers['Last-Event-ID'] ?? 'none'));
          return fetch(input, init);
        }});
        source.onopen = () => console.log('open ' + ++opened);
        source.onmessage = event => {
          const experiment = JSON.parse(event.data);
          console.log(`${experiment.status} ${experiment.progress?.message} ${event.lastEventId}`);
          if (many && experiment.status === 'finished') source.close();
        };
        source.addEventListener('ready', event => console.log('ready ' + event.lastEventId));
        source.onerror = event => {
          console.log('error ' + event.code);
          if (source.readyState === EventSource.CLOSED) process.exit(event.code === 204 ? 0 : 1);
        };
        """);
    ServerProcess first = start(0);
    int port = first.uri("/").getPort();
    String id = first.submit("query_name=n&query_sequence=M");
    Process one = node(script, first.uri("/v1/experiments/" + id + "/events").toString());
    Process all = node(script, first.uri("/v1/events").toString(), "many");
    try (BufferedReader ofOne = one.inputReader();
        BufferedReader ofAll = all.inputReader()) {
      assertThat(next(ofOne, "connect ")).isEqualTo("none");
      await().until(() -> first.get("/v1/experiments/" + id + "/log").body().equals("one\n"));
      long revision = first.json("/v1/experiments/" + id).path("revision").asLong();
      String running = next(ofOne, "running ");
      while (!("undefined " + revision).equals(running)) {
        running = next(ofOne, "running ");
      }
      assertThat(next(ofAll, "ready ")).isNotNull();
      first.kill();
      go("second");
      assertThat(next(ofOne, "connect ")).isEqualTo("" + revision);
      try (ServerProcess second = start(port)) {
        assertThat(next(ofOne, "running half ")).isEqualTo("" + revision);
        go("last");
        assertThat(next(ofOne, "finished ")).isEqualTo("half " + (revision + 1));
        assertThat(next(ofOne, "connect ")).isEqualTo("" + (revision + 1));
        assertThat(next(ofOne, "error ")).isEqualTo("204");
        assertThat(one.waitFor()).isZero();
        assertThat(next(ofAll, "connect ")).matches("[0-9a-f]{8}-[0-9]+-[0-9]+");
        assertThat(next(ofAll, "finished ")).isNotNull();
        assertThat(all.waitFor()).isZero();
        assertThat(second.alive()).isTrue();
      }
    } finally {
      one.destroyForcibly();
      all.destroyForcibly();
      first.kill();
    }
  }

  private void installEventSource() throws Exception {
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "install", "--no-fund", "--no-audit", PACKAGE)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("npm.txt").toFile())
              .start();
    } catch (IOException none) {
      Needed.here("npm", false);
      return;
    }
    Needed.here("the npm package eventsource", npm.waitFor() == 0);
  }

  private Process node(Path script, String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("node", script.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(directory.resolve("node.txt").toFile())
        .start();
  }
}
