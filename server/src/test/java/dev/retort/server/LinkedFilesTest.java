package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Symbolic links of a program: those that stay in its working directory are served, all are
/// listed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class LinkedFilesTest {
  private static final String SCRIPT =
      """
      mkdir -p runs/7 && printf hits > runs/7/hits.tsv && printf outside > ../outside
      ln -s runs/7/hits.tsv plain; ln -s "$PWD/runs/7/hits.tsv" absolute; ln -s plain chain
      ln -s runs/7 latest; ln -s latest/hits.tsv through; ln -s ../../plain runs/7/up
      ln -s ./runs/../runs//7/./hits.tsv dotted; ln -s /etc/passwd passwd; ln -s /etc etc
      ln -s ../outside above; ln -s runs/../../outside sneaky; ln -s loop loop; ln -s b a; ln -s a b
      ln -s nothing dangling; ln -s plain/x below; mkfifo fifo; ln -s fifo tofifo
      ln -s "$PWD/../outside" absolute-above; ln -s "$PWD" self; ln -s . dot
      n=plain; for i in $(seq 1 45); do ln -s $n l$i; n=l$i; done
      """;

  private TestServer server;
  private Experiment experiment;
  private final Map<String, JsonNode> listed = new HashMap<>();

  @BeforeAll
  void start() {
    List<Program> programs = new ArrayList<>();
    programs.add(Program.command("writes", List.of("sh", "-c", SCRIPT)));
    for (String result : List.of("through", "passwd", "loop", "absolute", "dangling", "l45")) {
      programs.add(
          new Program.Command(
              result,
              ProgramSettings.DEFAULTS,
              CommandSettings.of(List.of("sh", "-c", SCRIPT), Map.of()).withResult(result)));
    }
    programs.add(
        new Program.Command(
            "long",
            ProgramSettings.DEFAULTS,
            CommandSettings.of(List.of("true"), Map.of()).withResult("x".repeat(300))));
    server = TestServer.with(programs.toArray(Program[]::new));
    experiment = run("writes");
    for (JsonNode file : server.get(path() + "/files").json().get("files")) {
      listed.put(file.get("path").stringValue(), file);
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Experiment run(String program) {
    Reply reply =
        server.json(
            "{\"program\":\"" + program + "\",\"query_name\":\"n\",\"query_sequence\":\"M\"}",
            "Prefer",
            "wait=60");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return server.engine.find(ExperimentId.parse(reply.id()).orElseThrow()).orElseThrow();
  }

  private JsonNode listed(String link) {
    return Objects.requireNonNull(listed.get(link), link);
  }

  private String path() {
    return "/v1/experiments/" + experiment.id();
  }

  @ParameterizedTest
  @CsvSource({
    "plain,           runs/7/hits.tsv",
    "chain,           plain",
    "through,         latest/hits.tsv",
    "runs/7/up,       ../../plain",
    "dotted,          ./runs/../runs//7/./hits.tsv",
    "l38,             l37"
  })
  void a_link_that_stays_in_the_working_directory_is_served(String link, String target) {
    JsonNode file = listed(link);
    assertThat(file.get("type").stringValue()).isEqualTo("link");
    assertThat(file.get("target").stringValue()).isEqualTo(target);
    assertThat(file.get("bytes").intValue()).isEqualTo(4);
    assertThat(file.get("not_served").isNull()).isTrue();
    assertThat(server.get(file.get("href").stringValue()).text()).isEqualTo("hits");
  }

  @Test
  void a_link_with_the_whole_path_of_the_file_is_served() {
    JsonNode file = listed("absolute");
    assertThat(file.get("target").stringValue()).startsWith("/").endsWith("/runs/7/hits.tsv");
    assertThat(server.get(file.get("href").stringValue()).text()).isEqualTo("hits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest/hits.tsv", "self/plain", "dot/dot/self/runs/7/up"})
  void a_path_can_lead_through_links_to_directories(String path) {
    assertThat(server.get(path() + "/files/" + path).text()).isEqualTo("hits");
  }

  @ParameterizedTest
  @CsvSource({
    "passwd,         it leads out of the working directory",
    "etc,            it leads out of the working directory",
    "above,          it leads out of the working directory",
    "sneaky,         it leads out of the working directory",
    "absolute-above, it leads out of the working directory",
    "loop,           it leads through more than 40 links",
    "a,              it leads through more than 40 links",
    "l45,            it leads through more than 40 links",
    "dangling,       it leads to nothing",
    "below,          it leads to nothing",
    "tofifo,         it is neither a file nor a directory",
    "latest,         it is a directory; its files are listed under its own path"
  })
  void any_other_link_is_listed_with_the_reason_why_it_is_not_served(String link, String reason) {
    JsonNode file = listed(link);
    assertThat(file.get("type").stringValue()).isEqualTo("link");
    assertThat(file.get("href").isNull()).isTrue();
    assertThat(file.get("not_served").stringValue()).isEqualTo(reason);
    assertThat(server.get(path() + "/files/" + link).problem()).isEqualTo("404 not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/passwd", "sneaky", "self/../../outside", "dot/above"})
  void nothing_outside_is_served_through_a_link(String path) {
    Reply reply = server.get(path() + "/files/" + path);
    assertThat(reply.problem()).isEqualTo("404 not-found");
    assertThat(reply.text()).doesNotContain("root:").doesNotContain("\"outside\"");
  }

  @Test
  void a_result_that_is_a_link_is_served_or_the_reason_is_told() {
    for (String inside : List.of("through", "absolute")) {
      Reply reply = server.get("/v1/experiments/" + run(inside).id() + "/result");
      assertThat(reply.text()).isEqualTo("hits");
    }
    Map.of(
            "passwd",
            "out of the working",
            "loop",
            "40 links",
            "dangling",
            "to nothing",
            "l45",
            "40")
        .forEach((result, why) -> {
          Reply reply = server.get("/v1/experiments/" + run(result).id() + "/result");
          assertThat(reply.problem()).isEqualTo("404 no-result");
          assertThat(reply.json().get("detail").stringValue())
              .contains("the configured result is " + result)
              .contains(why);
        });
  }

  @Test
  void a_result_whose_name_no_file_system_takes_is_missing() {
    Reply reply = server.get("/v1/experiments/" + run("long").id() + "/result");
    assertThat(reply.problem()).isEqualTo("404 no-result");
  }

  @Test
  void a_program_that_swaps_links_files_and_directories_leads_nobody_out() throws Exception {
    Experiment swapping = run("writes");
    Path work = server.engine.files(swapping).work();
    Files.createDirectories(work.resolve("real"));
    Files.writeString(work.resolve("real/passwd"), "mine");
    Files.createSymbolicLink(work.resolve("to-etc"), Path.of("/etc"));
    Files.createSymbolicLink(work.resolve("to-real"), Path.of("real"));
    Files.createSymbolicLink(work.resolve("swapped"), Path.of("real"));
    Files.createSymbolicLink(work.resolve("by"), Path.of("swapped/passwd"));
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger swaps = new AtomicInteger();
    Thread program =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                place(work, "to-etc");
                place(work, "to-real");
                swaps.incrementAndGet();
              }
            });
    AtomicInteger answers = new AtomicInteger();
    AtomicInteger found = new AtomicInteger();
    List<String> wrong = new ArrayList<>();
    Thread client =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                for (String path : List.of("by", "swapped/passwd")) {
                  Reply reply = server.get("/v1/experiments/" + swapping.id() + "/files/" + path);
                  if (reply.status() == 200) {
                    found.incrementAndGet();
                  }
                  if (reply.status() == 200
                      ? !reply.text().equals("mine")
                      : reply.status() != 404) {
                    wrong.add(reply.status() + " " + reply.text());
                    over.set(true);
                  }
                  answers.incrementAndGet();
                }
              }
            });
    await()
        .until(
            () -> over.get() || (swaps.get() > 2_000 && answers.get() > 500 && found.get() > 20));
    over.set(true);
    program.join();
    client.join();
    assertThat(wrong).isEmpty();
  }

  /// Replaces `swapped` by a link to where the other link leads.
  private static void place(Path work, String link) {
    try {
      Path copy = work.resolve("copy");
      Files.createSymbolicLink(copy, Files.readSymbolicLink(work.resolve(link)));
      Files.move(copy, work.resolve("swapped"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
