package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `retort serve` as a process of its own: what it prints, refuses, and how it stops.
class ServeProcessTest {
  @TempDir Path directory;

  private Process start(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.retort.cli.Main",
                "serve"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(directory.resolve("err.txt").toFile())
        .start();
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err.txt"));
  }

  private static void assertEndsWith(int code, Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
  }

  private static String untilStop(BufferedReader out) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.append(line).append('\n');
      if (line.startsWith("Stop with")) {
        break;
      }
    }
    return lines.toString();
  }

  @Test
  void it_says_where_it_is_refuses_a_twin_and_stops_on_sigterm_with_0() throws Exception {
    Process first = start("--port", "0", "--log-format", "json", "--", "cat", "{sequence_file}");
    try (BufferedReader out = first.inputReader(StandardCharsets.UTF_8)) {
      assertThat(untilStop(out))
          .contains("Retort listens on http://127.0.0.1:")
          .contains("synchronous=FULL")
          .contains("cgroup ")
          .contains("proof ");
      assertThat(errors().lines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
          .anyMatch(line -> line.contains("retort.engine") && line.contains("\"INFO\""));

      Process twin = start("--port", "0", "--", "cat", "{sequence_file}");
      assertEndsWith(2, twin);
      assertThat(errors()).contains("another Retort server uses the data directory");

      first.destroy();
      assertEndsWith(0, first);
    } finally {
      first.destroyForcibly();
    }
  }

  @Test
  void the_log_is_in_the_form_that_people_know() throws Exception {
    Process process = start("--port", "0", "--", "cat", "{sequence_file}");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      untilStop(out);
      assertThat(errors())
          .containsPattern(
              "INFO      \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} - retort\\.engine - .*started");
      process.destroy();
      assertEndsWith(0, process);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_base_path_in_the_file_begins_the_links() throws Exception {
    Files.writeString(
        directory.resolve("retort.yaml"),
        """
        port: 0
        host: localhost
        base_path: /tools/retort
        allowed_origins: [https://lab.example.org]
        idle_timeout: 2m
        programs: {copy: {command: [cat, "{sequence_file}"]}}
        """);
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        HttpClient client = HttpClient.newHttpClient()) {
      String lines = untilStop(out);
      assertThat(lines).contains("base path   /tools/retort");
      Matcher address = Pattern.compile("listens on (http://localhost:\\d+)/").matcher(lines);
      assertThat(address.find()).isTrue();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address.group(1) + "/tools/retort/v1/programs/x"))
              .header("Origin", "https://lab.example.org")
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("\"/tools/retort/problems/not-found\"");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://lab.example.org");
      process.destroy();
      assertEndsWith(0, process);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void what_cannot_be_served_is_told_in_one_line_and_nothing_starts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEndsWith(2, start("--port", "" + taken.getLocalPort(), "--", "cat"));
      assertThat(errors().lines()).singleElement().asString().contains("Address already in use");
    }
    assertEndsWith(2, start("--host", "0.0.0.0", "--", "cat"));
    assertThat(errors().lines()).singleElement().asString().contains("--listen-without-tokens");
    assertEndsWith(2, start());
    assertThat(errors()).contains("there is no program to run");
    assertEndsWith(2, start("-c", "none.yaml"));
    assertThat(errors()).contains("none.yaml:1:1: the file does not exist");
    assertEndsWith(2, start("--port", "70000", "--", "none-such", "{x}"));
    assertThat(errors().lines()).hasSize(3);
    assertThat(directory.resolve("retort-data")).doesNotExist();
  }
}
