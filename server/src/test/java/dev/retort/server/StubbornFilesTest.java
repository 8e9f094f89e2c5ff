package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.warden.client.AttemptDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// A program that replaces files by FIFOs, which make a plain open wait for ever. Two such waits
/// once stopped the whole server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class StubbornFilesTest {
  private static final int CLIENTS = 8;

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.with(Program.command("writes", List.of("sh", "-c", "echo x > file")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Experiment run() {
    Reply reply =
        server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return server.engine.find(ExperimentId.parse(reply.id()).orElseThrow()).orElseThrow();
  }

  private AttemptDirectory attempt(Experiment experiment) {
    Path work = server.engine.files(experiment).work();
    return new AttemptDirectory(work.resolve("..").normalize());
  }

  private static Path fifo(Path place) throws IOException, InterruptedException {
    Files.deleteIfExists(place);
    assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
    return place;
  }

  private static String path(Experiment experiment) {
    return "/v1/experiments/" + experiment.id();
  }

  @Test
  void a_fifo_that_is_swapped_into_a_files_place_holds_up_nobody() throws Exception {
    Experiment experiment = run();
    Path work = server.engine.files(experiment).work();
    Path file = work.resolve("file");
    Path regular = Files.writeString(work.resolve("regular"), "x");
    Path fifo = fifo(work.resolve("fifo"));
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger swaps = new AtomicInteger();
    Thread swapping =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                swap(fifo, file);
                swap(regular, file);
                swaps.incrementAndGet();
              }
            });
    AtomicInteger answers = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  Reply reply = server.get(path(experiment) + "/files/file");
                  assertThat(reply.status()).isIn(200, 404);
                  answers.incrementAndGet();
                }
              }));
    }

    await().until(() -> swaps.get() > 2_000 && answers.get() > 1_000);
    assertThat(server.get("/health/live").status()).isEqualTo(200);
    over.set(true);
    swapping.join();
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void swap(Path original, Path place) {
    try {
      Path copy = original.resolveSibling(original.getFileName() + ".copy");
      Files.createLink(copy, original);
      Files.move(copy, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void a_fifo_in_a_directorys_place_is_no_file() throws Exception {
    Experiment experiment = run();
    fifo(server.engine.files(experiment).work().resolve("sub"));
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(server.get(path(experiment) + "/files/sub/below").problem())
          .isEqualTo("404 not-found");
    }
  }

  @Test
  void fifos_in_the_places_of_logs_progress_and_records_hold_up_no_view() throws Exception {
    Experiment experiment = run();
    AttemptDirectory attempt = attempt(experiment);
    for (Path place :
        List.of(
            attempt.stdout(),
            attempt.stderr(),
            attempt.progress(),
            attempt.startFile(),
            attempt.exitFile(),
            server.engine.files(experiment).directory().resolve("experiment.json"))) {
      fifo(place);
    }
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(server.get(path(experiment)).status()).isEqualTo(200);
      assertThat(server.get(path(experiment) + "/log").problem()).isEqualTo("404 no-log");
      assertThat(server.get(path(experiment) + "/result").problem()).isEqualTo("404 no-result");
      assertThat(server.get(path(experiment) + "/files").status()).isEqualTo(200);
      assertThat(server.get("/v1/experiments").status()).isEqualTo(200);
      assertThat(server.get("/", "Accept", "text/html").status()).isEqualTo(200);
    }
  }

  @Test
  void a_fifo_in_the_place_of_an_input_fails_its_rerun_alone() throws Exception {
    String large = "M".repeat(100_000);
    Reply reply =
        server.json(
            "{\"query_name\":\"n\",\"query_sequence\":\"" + large + "\"}", "Prefer", "wait=60");
    Experiment experiment =
        server.engine.find(ExperimentId.parse(reply.id()).orElseThrow()).orElseThrow();
    fifo(server.engine.files(experiment).directory().resolve("sequence"));
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(server.post(path(experiment) + "/rerun").problem()).isEqualTo("409 input-changed");
    }
    assertThat(server.get("/health/live").status()).isEqualTo(200);
    run();
  }

  @Test
  void a_listing_looks_at_ten_thousand_entries_and_says_that_there_are_more() throws IOException {
    Experiment experiment = run();
    Path work = server.engine.files(experiment).work();
    for (int i = 0; i < 10_000; i++) {
      Files.createSymbolicLink(work.resolve("link" + i), Path.of("file"));
    }
    assertThat(server.get(path(experiment) + "/files").json().get("truncated").booleanValue())
        .isTrue();
  }

  @Test
  void a_listing_goes_32_directories_deep_and_says_that_there_is_more() throws IOException {
    Experiment experiment = run();
    Path deep = server.engine.files(experiment).work();
    for (int i = 0; i < 32; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    Files.writeString(deep.resolve("last"), "x");
    Reply whole = server.get(path(experiment) + "/files");
    assertThat(whole.json().get("truncated").booleanValue()).isFalse();
    assertThat(whole.text()).contains("/d/last\"");

    Files.createDirectory(deep.resolve("d"));
    assertThat(server.get(path(experiment) + "/files").json().get("truncated").booleanValue())
        .isTrue();
  }
}
