package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.program.Program;
import dev.retort.core.store.Store;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.HttpLimits;
import dev.retort.store.memory.MemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The answers to a client when the store or the engine fails.
final class FailureTest {
  private final CompletableFuture<Integer> held = new CompletableFuture<>();
  private volatile @Nullable RetortException broken;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.on(this::store, Program.async("held", _ -> held));
  }

  @AfterEach
  void stop() {
    broken = null;
    held.complete(0);
    server.close();
  }

  /// A store in memory whose commits fail while `broken` is set.
  private Store store() {
    MemoryStore real = new MemoryStore();
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (_, method, arguments) -> {
              RetortException failure = broken;
              if (method.getName().equals("commit") && failure != null) {
                throw failure;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private Reply submit(String name) {
    return server.form("query_name=" + name + "&query_sequence=M");
  }

  @Test
  void a_full_disk_is_507_and_the_next_query_after_it_is_taken() {
    broken = new StoreFullException("database or disk is full", null);
    assertThat(submit("a").problem()).isEqualTo("507 disk-full");
    broken = null;
    assertThat(submit("b").status()).isEqualTo(200);
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void a_commit_whose_outcome_is_unknown_is_503_and_the_server_is_no_longer_ready() {
    broken = new OutcomeUnknownException("disk I/O error at /secret/place", null);
    Reply reply = submit("a");
    assertThat(reply.problem()).isEqualTo("503 outcome-unknown");
    assertThat(reply.text()).contains("Idempotency-Key").doesNotContain("secret");
    assertThat(server.get("/health/ready").problem()).isEqualTo("503 unavailable");
    assertThat(server.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void an_engine_that_stops_is_503_with_retry_after() {
    server.engine.stop();
    Reply reply = submit("a");
    assertThat(reply.problem()).isEqualTo("503 unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void what_was_not_expected_is_500_without_any_of_its_words() {
    broken = new RetortException("a secret detail");
    Reply reply = submit("a");
    assertThat(reply.problem()).isEqualTo("500 internal");
    assertThat(reply.text()).doesNotContain("secret");
  }

  @Test
  void a_wait_may_be_longer_than_a_connection_may_be_silent() {
    HttpLimits quick =
        HttpLimits.DEFAULTS.withTimes(
            Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(5));
    String id = submit("a").id();
    try (RetortServer impatient =
        RetortServer.builder(server.engine).port(0).limits(quick).start()) {
      Reply reply =
          server.send(
              java.net.http.HttpRequest.newBuilder(impatient.uri().resolve("/v1/experiments/" + id))
                  .header("Prefer", "wait=2")
                  .GET());
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Preference-Applied")).isEqualTo("wait=2");
    }
  }

  @Test
  void a_client_that_waits_is_let_go_when_the_server_stops() throws Exception {
    String id = submit("a").id();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> server.get("/v1/experiments/" + id, "Prefer", "wait=60"),
            task -> Thread.ofVirtual().start(task));
    org.awaitility.Awaitility.await()
        .until(() ->
            server
                    .engine
                    .find(dev.retort.core.ExperimentId.parse(id).orElseThrow())
                    .orElseThrow()
                    .status()
                == dev.retort.core.Status.RUNNING);
    org.awaitility.Awaitility.await().until(() -> server.server.underWay() == 1);
    server.server.stop();
    assertThat(waiting.get(120, java.util.concurrent.TimeUnit.SECONDS).status()).isEqualTo(200);
  }
}
