package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Results, logs and files of real child processes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutputRoutesTest {
  private static final String SCRIPT =
      """
      echo out; echo oops >&2
      mkdir -p sub/deep && printf 0123456789 > sub/deep/digits.txt
      printf '<script>alert(1)</script>' > page.html
      printf x > 'sp ace%é.txt'
      ln -s /etc/passwd link; ln -s /etc linkdir; ln -s sub/deep inner
      mkfifo fifo
      ln -s /etc/passwd stdout
      printf secret > ../beside
      printf 'a\\tb\\n' > hits.tsv
      """;

  private final CompletableFuture<Integer> held = new CompletableFuture<>();
  private TestServer server;
  private String files = "";
  private String id = "";

  @BeforeAll
  void start() {
    CommandSettings writes =
        CommandSettings.of(List.of("sh", "-c", SCRIPT), Map.of()).withResult("hits.tsv");
    CommandSettings linked =
        CommandSettings.of(List.of("ln", "-s", "/etc/passwd", "result"), Map.of())
            .withResult("result");
    server =
        TestServer.with(
            new Program.Command("writes", ProgramSettings.DEFAULTS, writes),
            new Program.Command("linked", ProgramSettings.DEFAULTS, linked),
            Program.command("prints", List.of("sh", "-c", "cat \"$1\"", "sh", "{sequence_file}")),
            Program.async("held", _ -> held));
    id = run("writes", "M").id();
    files = "/v1/experiments/" + id + "/files/";
  }

  @AfterAll
  void stop() {
    held.complete(0);
    server.close();
  }

  private Reply run(String program, String sequence) {
    Reply reply =
        server.json(
            "{\"program\":\""
                + program
                + "\",\"query_name\":\"n\",\"query_sequence\":\""
                + sequence
                + "\"}",
            "Prefer",
            "wait=20");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return reply;
  }

  @Test
  void the_result_is_the_file_that_the_program_names() {
    Reply reply = server.get("/v1/experiments/" + id + "/result");
    assertThat(reply.text()).isEqualTo("a\tb\n");
    assertThat(reply.header("Content-Type")).startsWith("text/tab-separated-values");
  }

  @Test
  void the_result_is_what_was_printed_when_the_program_names_no_file() {
    Reply reply = server.get("/v1/experiments/" + run("prints", "MKT").id() + "/result");
    assertThat(reply.text()).isEqualTo("MKT");
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void a_result_that_is_a_link_to_elsewhere_is_never_served() {
    Reply reply = server.get("/v1/experiments/" + run("linked", "M").id() + "/result");
    assertThat(reply.problem()).isEqualTo("404 no-result");
  }

  @Test
  void logs_are_read_by_offset() {
    String log = "/v1/experiments/" + id + "/log";
    Reply all = server.get(log);
    assertThat(all.text()).isEqualTo("out\n");
    assertThat(all.header("Retort-Next-Offset")).isEqualTo("4");
    assertThat(all.header("Retort-Complete")).isEqualTo("true");
    assertThat(server.get(log + "?stream=stderr&from=1").text()).isEqualTo("ops\n");
    assertThat(server.get(log + "?from=4").text()).isEmpty();
    assertThat(server.get(log + "?from=5").problem()).isEqualTo("416 range-not-satisfiable");
    assertThat(server.get(log + "?from=-1").problem()).isEqualTo("400 invalid-query-parameter");
    assertThat(server.get(log + "?stream=both").problem()).isEqualTo("400 invalid-query-parameter");
  }

  @Test
  void output_that_is_not_there_yet_is_a_404_that_says_so() {
    String held =
        server.json("{\"program\":\"held\",\"query_name\":\"n\",\"query_sequence\":\"M\"}").id();
    for (String what : List.of("/result?partial=true", "/log")) {
      Reply reply = server.get("/v1/experiments/" + held + what);
      assertThat(reply.problem()).isEqualTo("404 no-output-yet");
      assertThat(reply.json().get("detail").stringValue()).contains("yet");
    }
    assertThat(server.get("/v1/experiments/" + held + "/files").json().get("files")).isEmpty();
  }

  @Test
  void the_listing_names_files_and_links() {
    JsonNode listing = server.get("/v1/experiments/" + id + "/files").json();
    assertThat(listing.get("files").findValuesAsString("path"))
        .contains("hits.tsv", "page.html", "sp ace%é.txt", "sub/deep/digits.txt", "link", "stdout")
        .doesNotContain("fifo");
    for (JsonNode file : listing.get("files")) {
      if (file.get("type").stringValue().equals("file")) {
        assertThat(server.get(file.get("href").stringValue()).status()).isEqualTo(200);
      } else {
        assertThat(file.get("href").isNull()).isTrue();
        assertThat(file.get("not_served").stringValue()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../beside",
        "../stdout",
        "..%2fbeside",
        "%2e%2e/beside",
        "%2E%2E%2Fbeside",
        "%252e%252e/beside",
        "%252e%252e%252fbeside",
        "..%5cbeside",
        "sub/../../beside",
        "sub/./deep/digits.txt",
        "sub//deep/digits.txt",
        "./hits.tsv",
        "hits.tsv%00",
        "hits.tsv%00.png",
        "%c0%ae%c0%ae/beside",
        "link",
        "linkdir/passwd",
        "stdout",
        "fifo",
        "sub",
        "sub/deep",
        "nope",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "hits.tsv;x=1"
      })
  void nothing_but_a_regular_file_below_work_is_served(String path) throws IOException {
    String reply =
        server.raw(
            "GET " + files + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 404 ").contains("not-found");
    assertThat(reply).doesNotContain("root:").doesNotContain("secret");
  }

  @Test
  void a_raw_backslash_in_a_path_is_refused() throws IOException {
    assertThat(
            server.raw(
                "GET "
                    + files
                    + "..\\beside HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .matches("(?s)HTTP/1.1 (400|404) .*")
        .doesNotContain("secret");
  }

  @Test
  void a_work_directory_that_was_swapped_for_a_link_serves_nothing() throws IOException {
    String swapped = run("prints", "M").id();
    Path work =
        server
            .engine
            .files(server.engine.find(ExperimentId.parse(swapped).orElseThrow()).orElseThrow())
            .work();
    Files.move(work, work.resolveSibling("elsewhere"));
    Files.createSymbolicLink(work, Path.of("/etc"));
    assertThat(server.get("/v1/experiments/" + swapped + "/files/passwd").problem())
        .isEqualTo("404 not-found");
    assertThat(server.get("/v1/experiments/" + swapped + "/files").json().get("files")).isEmpty();
  }

  @Test
  void ranges_are_served() {
    String digits = files + "sub/deep/digits.txt";
    Reply middle = server.get(digits, "Range", "bytes=2-4");
    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.text()).isEqualTo("234");
    assertThat(middle.header("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(server.get(digits, "Range", "bytes=7-").text()).isEqualTo("789");
    assertThat(server.get(digits, "Range", "bytes=-2").text()).isEqualTo("89");
    assertThat(server.get(digits, "Range", "bytes=5-99").text()).isEqualTo("56789");
    assertThat(server.get(digits, "Range", "bytes=x").status()).isEqualTo(200);
    assertThat(server.get(digits, "Range", "bytes=4-2").status()).isEqualTo(200);
  }

  @Test
  void a_range_outside_is_416_and_many_ranges_are_answered_with_the_whole_once() {
    String digits = files + "sub/deep/digits.txt";
    for (String range : List.of("bytes=10-", "bytes=99-100", "bytes=-0")) {
      Reply outside = server.get(digits, "Range", range);
      assertThat(outside.problem()).isEqualTo("416 range-not-satisfiable");
      assertThat(outside.header("Content-Range")).isEqualTo("bytes */10");
    }
    Reply many = server.get(digits, "Range", "bytes=" + "0-,".repeat(1_000) + "0-");
    assertThat(many.status()).isEqualTo(200);
    assertThat(many.text()).isEqualTo("0123456789");
  }

  @Test
  void a_file_that_the_client_has_is_not_sent_again() {
    Reply first = server.get(files + "hits.tsv");
    String tag = first.header("ETag");
    assertThat(server.get(files + "hits.tsv", "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(server.get(files + "hits.tsv", "If-None-Match", "\"other\"").status())
        .isEqualTo(200);
    assertThat(
            server
                .get(files + "hits.tsv", "If-Modified-Since", first.header("Last-Modified"))
                .status())
        .isEqualTo(304);
    assertThat(server.get(files + "hits.tsv", "Range", "bytes=0-0", "If-Range", tag).status())
        .isEqualTo(206);
    assertThat(server.get(files + "hits.tsv", "Range", "bytes=0-0", "If-Range", "\"o\"").status())
        .isEqualTo(200);
  }

  @Test
  void what_a_program_wrote_cannot_script_this_origin() {
    Reply page = server.get(files + "page.html");
    assertThat(page.header("Content-Security-Policy")).contains("sandbox");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Content-Disposition")).startsWith("attachment");
  }
}
