package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.EventReader.Event;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.events.StreamSettings;
import dev.retort.testkit.Signal;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Live events of experiments, as a client of server-sent events sees them.
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsTest {
  private static final StreamSettings QUICK =
      StreamSettings.DEFAULTS.withTimes(Duration.ofMillis(90), Duration.ofMillis(10));

  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private TestServer server;
  private String test = "";
  private int number;
  private Signal gate = new Signal();

  /// What the runs of one test wait for.
  private record Gate(Signal signal, BlockingQueue<RunContext> runs) {
    Gate() {
      this(new Signal(), new LinkedBlockingQueue<>());
    }
  }

  private Gate gate(String name) {
    return gates.computeIfAbsent(name, _ -> new Gate());
  }

  @BeforeAll
  void start() {
    server = server(setup -> setup.streams(QUICK));
  }

  /// Each test has a gate of its own for the experiments of its own label.
  @BeforeEach
  void begin() {
    test = "t" + number++;
    gate = gate(test).signal();
  }

  @AfterEach
  void end() {
    gate.open();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private TestServer server(UnaryOperator<RetortServerBuilder> setup) {
    return TestServer.with(
        setup,
        gated("gated", 0, true),
        gated("other", 3, false),
        Program.command("held", List.of("true")));
  }

  private Program gated(String name, int returnCode, boolean isDefault) {
    return new Program.Async(
        name,
        ProgramSettings.DEFAULTS.withConcurrency(100).withDefault(isDefault),
        run -> {
          Gate own = gate(run.experiment().query().labels().getOrDefault("test", ""));
          own.runs().add(run);
          return own.signal().passing(run).thenApply(_ -> returnCode);
        });
  }

  private String submit(String... labels) {
    return submit(server, "gated", labels);
  }

  private String submit(TestServer to, String program, String... labels) {
    String more = String.join(",", labels);
    return to.json(
            "{\"program\":\""
                + program
                + "\",\"query_name\":\"n\",\"query_sequence\":\"M\",\"labels\":{\"test\":\""
                + test
                + "\""
                + (more.isEmpty() ? "" : "," + more)
                + "}}")
        .id();
  }

  /// The stream of all experiments of this test.
  private String all() {
    return "/v1/events?label=test:" + test;
  }

  private static String events(String id) {
    return "/v1/experiments/" + id + "/events";
  }

  @Test
  void a_stream_shows_each_change_of_an_experiment_and_ends_with_it() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    try (EventReader reader = EventReader.open(server, events(id))) {
      assertThat(reader.status()).isEqualTo(200);
      assertThat(reader.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(reader.header("Cache-Control")).isEqualTo("no-store");
      Event first = reader.next();
      assertThat(first.status()).isEqualTo("running");
      gate.open();
      Event last = reader.rest().getLast();
      assertThat(last.name()).isEmpty();
      assertThat(last.status()).isEqualTo("finished");
      assertThat(last.id()).isEqualTo(last.json().path("revision").asString());
      assertThat(Long.parseLong(last.id())).isGreaterThan(Long.parseLong(first.id()));
      assertThat(last.json()).isEqualTo(server.get("/v1/experiments/" + id).json());
      assertThat(last.json().at("/links/events").asString()).isEqualTo(events(id));
    }
  }

  @Test
  void a_reader_who_comes_back_gets_what_is_newer_and_in_the_end_nothing() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    String seen;
    try (EventReader reader = EventReader.open(server, events(id))) {
      seen = reader.next().id();
    }
    gate.open();
    await().until(() -> server.get("/v1/experiments/" + id).text().contains("\"finished\""));
    List<Event> newer;
    try (EventReader reader = EventReader.resume(server, events(id), seen)) {
      newer = reader.rest();
    }
    assertThat(newer).singleElement().extracting(Event::status).isEqualTo("finished");
    try (EventReader reader = EventReader.resume(server, events(id), newer.getFirst().id())) {
      assertThat(reader.status()).isEqualTo(204);
    }
    try (EventReader reader = EventReader.resume(server, events(id), "not-a-revision")) {
      assertThat(reader.rest()).hasSize(1);
    }
  }

  @Test
  void a_pending_experiment_has_its_place_and_a_known_one_sends_nothing_before_it_changes()
      throws Exception {
    server.post("/v1/programs/gated/pause");
    String id = submit();
    Event first;
    try (EventReader reader = EventReader.open(server, events(id))) {
      first = reader.next();
    }
    assertThat(first.status()).isEqualTo("pending");
    assertThat(first.json().path("position").asInt()).isEqualTo(1);
    try (EventReader reader = EventReader.resume(server, events(id), first.id())) {
      assertThat(reader.line()).isEqualTo("retry: 2000");
      server.post("/v1/experiments/" + id + "/cancel");
      assertThat(reader.rest()).extracting(Event::status).containsExactly("cancelled");
    } finally {
      server.post("/v1/programs/gated/resume");
    }
  }

  @Test
  void progress_is_an_event_with_the_same_revision() throws Exception {
    String id = submit();
    RunContext run = gate(test).runs().take();
    try (EventReader one = EventReader.open(server, events(id));
        EventReader all = EventReader.open(server, all())) {
      Event before = one.next();
      assertThat(all.next().name()).isEqualTo("ready");
      run.progress(0.5, "half");
      Event half = one.next();
      assertThat(half.json().at("/progress/fraction").asDouble()).isEqualTo(0.5);
      assertThat(half.json().at("/progress/message").asString()).isEqualTo("half");
      assertThat(half.id()).isEqualTo(before.id());
      Event among = all.next();
      assertThat(among.experiment()).isEqualTo(id);
      assertThat(among.json().at("/progress/message").asString()).isEqualTo("half");
    }
  }

  @Test
  void a_filter_is_tested_on_each_snapshot() throws Exception {
    try (EventReader labelled =
            EventReader.open(server, all() + "&program=other&label=lab:x&status=pending,failed");
        EventReader finished = EventReader.open(server, all() + "&status=finished")) {
      assertThat(labelled.next().name()).isEqualTo("ready");
      assertThat(finished.next().name()).isEqualTo("ready");
      gate.open();
      String gated = submit();
      submit(server, "other");
      String wanted = submit(server, "other", "\"lab\":\"x\"");
      Event failed = labelled.next();
      while (failed.status().equals("pending")) {
        assertThat(failed.experiment()).isEqualTo(wanted);
        failed = labelled.next();
      }
      assertThat(failed.experiment()).isEqualTo(wanted);
      assertThat(failed.status()).isEqualTo("failed");
      assertThat(failed.json().path("return_code").asInt()).isEqualTo(3);
      assertThat(finished.next().experiment()).isEqualTo(gated);
    }
  }

  @Test
  void a_stream_of_a_filter_resumes_after_its_last_event_with_deletions_and_marks()
      throws Exception {
    gate.open();
    String first = submit();
    await().until(() -> server.get("/v1/experiments/" + first).text().contains("\"finished\""));
    String ready;
    try (EventReader reader = EventReader.open(server, all())) {
      ready = reader.next().id();
    }
    String second = submit();
    await().until(() -> server.get("/v1/experiments/" + second).text().contains("\"finished\""));
    server.patch("/v1/experiments/" + second, "application/merge-patch+json", "{\"keep\":true}");
    server.send(server.request("/v1/experiments/" + first).DELETE());
    try (EventReader reader = EventReader.resume(server, all(), ready)) {
      Event kept = reader.next();
      assertThat(kept.experiment()).isEqualTo(second);
      assertThat(kept.json().path("keep").asBoolean()).isTrue();
      Event deleted = reader.next();
      assertThat(deleted.name()).isEqualTo("deleted");
      assertThat(deleted.experiment()).isEqualTo(first);
      assertThat(deleted.id()).isNotEqualTo(kept.id());
    }
  }

  @Test
  void after_a_restart_a_stream_sends_what_may_have_changed_meanwhile() throws Exception {
    String ended = submit();
    gate.awaitReached(1);
    String running = submit();
    gate.awaitReached(2);
    String ready;
    try (EventReader reader = EventReader.open(server, all())) {
      ready = reader.next().id();
    }
    gate.release(1);
    await().until(() -> server.get("/v1/experiments/" + ended).text().contains("\"finished\""));
    try (RetortServer next = RetortServer.builder(server.engine).port(0).streams(QUICK).start();
        EventReader reader =
            EventReader.open(
                java.net.http.HttpRequest.newBuilder(next.uri().resolve(all()))
                    .header("Last-Event-ID", ready))) {
      Event one = reader.next();
      assertThat(one.experiment() + one.status()).isEqualTo(running + "running");
      assertThat(one.id()).as("not yet at the new position").isEmpty();
      Event other = reader.next();
      assertThat(other.experiment() + other.status()).isEqualTo(ended + "finished");
      Event end = reader.next();
      assertThat(end.name()).isEqualTo("ready");
      assertThat(end.id()).isNotEqualTo(ready);
      gate.release(1);
      assertThat(reader.next().experiment()).isEqualTo(running);
    }
  }

  @Test
  void a_position_that_nobody_knows_and_more_than_can_be_sent_again_is_a_reset() throws Exception {
    try (EventReader reader = EventReader.resume(server, all(), "elsewhere")) {
      assertThat(reader.next().name()).isEqualTo("reset");
    }
    server.post("/v1/programs/held/pause");
    for (int i = 0; i < 1_001; i++) {
      server.engine.submit(dev.retort.core.Query.of("held", "n", "M"));
    }
    try (EventReader reader =
        EventReader.resume(server, "/v1/events?program=held", "00000000-1-1")) {
      List<Event> events = new java.util.ArrayList<>();
      do {
        events.add(reader.next());
      } while (events.getLast().name().isEmpty());
      assertThat(events.getLast().name()).isEqualTo("reset");
      assertThat(events).hasSizeLessThan(1_200);
    }
  }

  @Test
  void a_silent_stream_has_heartbeats_which_no_client_shows() throws Exception {
    try (EventReader reader = EventReader.open(server, all())) {
      assertThat(reader.next().name()).isEqualTo("ready");
      assertThat(reader.line()).isEqualTo(":");
      assertThat(reader.line()).isEmpty();
      assertThat(reader.line()).isEqualTo(":");
    }
  }

  @Test
  void a_client_that_goes_away_leaves_nothing_open() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    EventReader one = EventReader.open(server, events(id));
    EventReader all = EventReader.open(server, all());
    EventReader log = EventReader.open(server, "/v1/experiments/" + id + "/log?follow=true");
    await().until(() -> server.server.underWay() == 3);
    one.close();
    all.close();
    log.close();
    await().until(() -> server.server.underWay() == 0);
  }

  @Test
  void a_stop_waits_for_no_stream() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    try (RetortServer patient =
            RetortServer.builder(server.engine).port(0).stopTimeout(Duration.ofHours(1)).start();
        EventReader one = reader(patient, events(id));
        EventReader all = reader(patient, all())) {
      one.next();
      all.next();
      patient.stop();
      assertThat(one.rest()).isEmpty();
      assertThat(all.rest()).isEmpty();
    }
  }

  private static EventReader reader(RetortServer server, String path) {
    return EventReader.open(java.net.http.HttpRequest.newBuilder(server.uri().resolve(path)));
  }

  @Test
  void what_cannot_be_followed_is_a_problem_before_the_stream_begins() {
    String unknown = events("01a20499-4733-7000-8000-000000000000");
    assertThat(server.get(unknown).problem()).isEqualTo("404 not-found");
    assertThat(server.get(events("x")).problem()).isEqualTo("404 not-found");
    assertThat(server.get(all() + "&colour=red").problem())
        .isEqualTo("400 invalid-query-parameter");
    assertThat(server.get(all() + "&status=done").problem())
        .isEqualTo("400 invalid-query-parameter");
    assertThat(server.get(all(), "Accept", "application/json").problem())
        .isEqualTo("406 not-acceptable");
    assertThat(server.post("/v1/events").problem()).isEqualTo("405 method-not-allowed");
    gate.open();
    String ended = submit();
    await().until(() -> server.get("/v1/experiments/" + ended).text().contains("\"finished\""));
    server.send(server.request("/v1/experiments/" + ended).DELETE());
    assertThat(server.get(events(ended)).problem()).isEqualTo("410 purged");
  }

  @Test
  void more_streams_than_the_bound_are_refused() throws Exception {
    try (TestServer small = server(setup -> setup.streams(QUICK.withBounds(1, 16)));
        EventReader first = EventReader.open(small, all())) {
      first.next();
      Reply second = small.get(all());
      assertThat(second.problem()).isEqualTo("503 unavailable");
      assertThat(second.header("Retry-After")).isNotEmpty();
    }
  }

  @Test
  void a_head_request_has_the_headers_and_ends() throws Exception {
    Reply head = server.send(server.request(all()).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    await().until(() -> server.server.underWay() == 0);
  }

  @Test
  void a_page_of_an_allowed_site_may_follow_and_resume() throws Exception {
    String lab = "https://lab.example.org";
    try (TestServer open = server(setup -> setup.allowedOrigin(lab));
        EventReader reader = EventReader.open(open, all(), "Origin", lab)) {
      assertThat(reader.header("Access-Control-Allow-Origin")).isEqualTo(lab);
      Reply preflight =
          open.send(
              open.request(all(), "Origin", lab, "Access-Control-Request-Method", "GET")
                  .method("OPTIONS", BodyPublishers.noBody()));
      assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Last-Event-ID");
    }
  }

  @Test
  void links_in_events_begin_where_the_client_sees_the_server() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    try (RetortServer below =
            RetortServer.builder(server.engine).port(0).basePath("/tools/retort").start();
        EventReader reader = reader(below, "/tools/retort" + events(id))) {
      assertThat(reader.next().json().at("/links/self").asString())
          .isEqualTo("/tools/retort/v1/experiments/" + id);
    }
  }

  @Test
  void a_reader_behind_the_journal_gets_everything_again()
      throws IOException, InterruptedException {
    try (TestServer small = server(setup -> setup.streams(QUICK.withBounds(10, 4)))) {
      String ready;
      try (EventReader reader = EventReader.open(small, all())) {
        ready = reader.next().id();
      }
      for (int i = 0; i < 6; i++) {
        submit(small, "gated");
      }
      gate.awaitReached(6);
      try (EventReader reader = EventReader.resume(small, all(), ready)) {
        assertThat(reader.next().status()).isEqualTo("running");
        for (int i = 1; i < 6; i++) {
          assertThat(reader.next().name()).isEmpty();
        }
        assertThat(reader.next().name()).as("sent again from the store").isEqualTo("ready");
      }
    }
  }

  @Test
  void without_a_socket_a_stream_ends_after_what_is_there() throws Exception {
    String id = submit();
    gate.awaitReached(1);
    try (LocalServer local = RetortServer.builder(server.engine).startLocal()) {
      LocalAnswer one = local.get(events(id));
      assertThat(one.status()).isEqualTo(200);
      assertThat(one.body()).contains("\"status\":\"running\"").endsWith("\n\n");
      assertThat(local.get(all()).body()).contains("event: ready");
    }
  }
}
