package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.BacklogLimits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Limits of the backlog, and what one owner may ask.
final class QuotaTest {
  private static final Program NEVER = Program.async("never", _ -> new CompletableFuture<>());

  private static TestServer with(
      UnaryOperator<RetortServerBuilder> setup, BacklogLimits limits, Program... programs) {
    return TestServer.with(
        builder -> setup.apply(builder.requireTokens(true)),
        engine -> engine.backlogLimits(limits),
        programs);
  }

  private static String token(TestServer server, String owner) {
    return new TokenFile(server.directory)
        .create(owner, owner, Set.of(Scope.SUBMIT, Scope.READ), Clock.systemUTC().instant(), null)
        .text();
  }

  private static Reply submit(TestServer server, String token, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Authorization", "Bearer " + token));
    return server.json(
        "{\"query_name\":\"a\",\"query_sequence\":\"M\",\"program\":\"never\"}",
        all.toArray(String[]::new));
  }

  @Test
  void a_full_backlog_answers_503_and_accepts_nothing() {
    try (TestServer server = with(each -> each, BacklogLimits.NONE.withServer(2L), NEVER)) {
      String alice = token(server, "alice");
      String bob = token(server, "bob");
      submit(server, alice);
      Reply last = submit(server, bob, "Idempotency-Key", "k");

      Reply refused = submit(server, alice, "Idempotency-Key", "k");

      assertThat(refused.problem()).isEqualTo("503 backlog-full");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.text()).contains("2 experiments");
      assertThat(submit(server, bob, "Idempotency-Key", "k").id()).isEqualTo(last.id());
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void a_full_program_leaves_others_alone() {
    Program limited =
        new Program.Async(
            "never",
            ProgramSettings.DEFAULTS.withLimits(limits -> limits.withMaxBacklog(1L)),
            _ -> new CompletableFuture<>());
    Program free = Program.async("free", _ -> new CompletableFuture<>());
    try (TestServer server = with(each -> each, BacklogLimits.NONE, limited, free)) {
      String alice = token(server, "alice");
      submit(server, alice);

      assertThat(submit(server, alice).problem()).isEqualTo("503 backlog-full");
      assertThat(
              server
                  .json(
                      "{\"query_name\":\"a\",\"query_sequence\":\"M\",\"program\":\"free\"}",
                      "Authorization",
                      "Bearer " + alice)
                  .status())
          .isEqualTo(202);
    }
  }

  @Test
  void an_owner_who_floods_gets_429_and_others_do_not() throws Exception {
    try (TestServer server = with(each -> each, BacklogLimits.NONE.withOwner(5L), NEVER)) {
      String alice = token(server, "alice");
      String bob = token(server, "bob");
      List<Callable<Reply>> flood = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        flood.add(() -> submit(server, alice));
      }
      List<Reply> replies = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
        for (Future<Reply> reply : threads.invokeAll(flood)) {
          replies.add(reply.get());
        }
      }

      assertThat(replies).filteredOn(reply -> reply.status() == 202).hasSize(5);
      assertThat(replies)
          .filteredOn(reply -> reply.status() != 202)
          .hasSize(35)
          .allSatisfy(refused -> {
            assertThat(refused.problem()).isEqualTo("429 quota-exceeded");
            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"owner\";q=5");
            assertThat(refused.header("RateLimit")).isEqualTo("\"owner\";r=0");
          });
      assertThat(server.accepted()).isEqualTo(5);
      assertThat(submit(server, bob).status()).isEqualTo(202);
    }
  }

  @Test
  void a_large_input_that_is_refused_leaves_no_file_behind() {
    try (TestServer server = with(each -> each, BacklogLimits.NONE.withServer(1L), NEVER)) {
      String alice = token(server, "alice");
      submit(server, alice);
      Reply refused =
          server.json(
              "{\"query_name\":\"a\",\"query_sequence\":\"" + "M".repeat(200_000) + "\"}",
              "Authorization",
              "Bearer " + alice);

      assertThat(refused.problem()).isEqualTo("503 backlog-full");
      assertThat(server.spooled()).isEmpty();
    }
  }

  @Test
  void each_owner_has_a_rate_and_every_answer_says_what_is_left() {
    try (TestServer server =
        with(each -> each.ownerRate(3, Duration.ofHours(1)), BacklogLimits.NONE, NEVER)) {
      String alice = token(server, "alice");
      String bob = token(server, "bob");
      for (int left = 2; left >= 0; left--) {
        Reply reply = server.get("/v1/programs", "Authorization", "Bearer " + alice);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"requests\";q=3;w=3600");
        assertThat(reply.header("RateLimit")).startsWith("\"requests\";r=" + left + ";t=");
      }

      Reply refused = submit(server, alice);

      assertThat(refused.problem()).isEqualTo("429 quota-exceeded");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 1_200);
      assertThat(server.accepted()).isZero();
      assertThat(submit(server, bob).status()).isEqualTo(202);
      assertThat(server.get("/health/live").status()).isEqualTo(200);
    }
  }
}
