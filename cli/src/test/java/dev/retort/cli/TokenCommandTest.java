package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.terminal.Terminal;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `retort token` beside a server that needs tokens, and the commands with a token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenCommandTest {
  @TempDir static Path directory;
  private Engine engine;
  private RetortServer server;

  private record Result(int code, String out, String err) {}

  @BeforeAll
  void start() throws IOException {
    Files.writeString(
        directory.resolve("retort.yaml"),
        """
        data_dir: data
        require_tokens: true
        programs:
          copy: {command: [cat, "{sequence_file}"]}
        """);
    engine =
        Engine.builder(directory.resolve("data"))
            .store(SqliteStore::open)
            .programs(ConfigFile.read(directory, ConfigFile.DEFAULT, System.getenv()).programs())
            .open();
    server = RetortServer.builder(engine).port(0).requireTokens(true).start();
  }

  @AfterAll
  void stop() {
    server.close();
    engine.close();
  }

  private Result retort(String token, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of(
                "RETORT_SERVER", server.uri().toString(),
                "RETORT_TOKEN", token,
                "PATH", System.getenv("PATH")),
            directory,
            InstantSource.system());
    int code = Main.run(terminal, args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String create(String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "token";
    args[1] = "create";
    System.arraycopy(options, 0, args, 2, options.length);
    Result created = retort("", args);
    assertThat(created.code()).as(created.err()).isZero();
    assertThat(created.out()).matches("retort_[0-9a-f]{12}_[0-9a-f]{64}\n");
    return created.out().strip();
  }

  @Test
  void a_token_works_at_once_until_it_is_revoked() {
    assertThat(retort("", "ls"))
        .satisfies(refused -> {
          assertThat(refused.code()).isEqualTo(1);
          assertThat(refused.err()).contains("this server needs a token");
        });
    String token = create("--name", "alice", "--scope", "submit,read");

    assertThat(retort(token, "submit", "--sequence", "MKV", "--wait").out()).isEqualTo("MKV");
    assertThat(retort(token, "ls").out()).contains("finished");
    assertThat(retort(token, "backlog").out()).contains("copy").doesNotContain("on disk");
    assertThat(retort(token, "pause", "copy").err()).contains("the scope admin");
    assertThat(retort("", "token", "ls").out())
        .contains("alice", "submit,read", "never")
        .doesNotContain(token);

    assertThat(retort("", "token", "revoke", "alice").out()).startsWith("revoked alice");
    await().until(() -> retort(token, "ls").err().contains("expired or revoked"));
    assertThat(retort("", "token", "revoke", "alice").err()).contains("no token alice");
  }

  @Test
  void the_audit_log_has_the_acts_of_administrators_and_no_secret() throws IOException {
    String admin = create("--name", "root", "--scope", "admin");
    assertThat(retort(admin, "pause", "copy").out()).contains("paused");
    assertThat(retort(admin, "resume", "copy").code()).isZero();
    String alice = create("--name", "dave", "--scope", "submit,read");
    retort(alice, "submit", "--sequence", "MKV", "--wait");
    retort("", "token", "revoke", "root");

    Path log = directory.resolve("data").resolve("audit.log");
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains("create token") && line.contains("root"))
        .anyMatch(line -> line.contains("token root") && line.contains("/programs/copy/pause"))
        .anyMatch(line -> line.contains("revoke token") && line.contains("root"))
        .noneMatch(line -> line.contains("token dave\""))
        .noneMatch(line -> line.contains(admin));
    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void a_token_may_come_from_a_file_that_nobody_else_can_read() throws IOException {
    String token = create("--name", "ci", "--owner", "carol", "--scope", "read", "--expires", "1d");
    Path file = Files.writeString(directory.resolve("token"), token + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(retort("", "ls", "--token-file", "token").err()).contains("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(retort("", "ls", "--token-file", "token").code()).isZero();
    assertThat(retort("", "token", "ls").out()).contains("carol");
  }

  @ParameterizedTest
  @CsvSource({
    "--name a --scope write, --scope must be one of submit",
    "--name a/b --scope read, name must be 1..64 letters",
    "--name a --scope read --expires soon, --expires must be a duration",
    "--name a, Missing required option: '--scope=SCOPE'",
  })
  void a_mistake_creates_nothing(String options, String message) {
    String[] args = ("token create " + options).split(" ");
    Result refused = retort("", args);

    assertThat(refused.err()).contains(message);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(retort("", "token", "ls").out().lines()).noneMatch(line -> line.startsWith("a "));
  }
}
