package dev.retort.warden.process;

import static dev.retort.warden.process.WardenHarness.awaitText;
import static dev.retort.warden.process.WardenHarness.read;
import static dev.retort.warden.process.WardenHarness.shell;
import static dev.retort.warden.process.WardenHarness.withTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.program.Sandbox;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.Message;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.Warden;
import dev.retort.warden.client.WardenBuild;
import dev.retort.warden.client.WardenException;
import dev.retort.warden.isolation.Bubblewrap;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node and a warden of different builds, in both directions.
class WardenUpgradeTest {
  private static final String UNTIL_GO = "while [ ! -e go ]; do sleep 0.01; done; exit 4";

  @TempDir Path data;
  private WardenHarness harness;

  @BeforeEach
  void connect() {
    harness = new WardenHarness(data);
  }

  @AfterEach
  void close() {
    harness.close();
    System.clearProperty(WardenBuild.PROPERTY);
    System.clearProperty(Message.PROTOCOL_PROPERTY);
  }

  @Test
  void a_warden_of_another_build_serves_on_while_it_is_busy_and_is_replaced_when_idle()
      throws IOException, InterruptedException {
    System.setProperty(WardenBuild.PROPERTY, "1.0");
    Path first = harness.newAttempt();
    harness.start(shell(first, UNTIL_GO));
    long old = harness.warden().pid();
    harness.disconnect();
    System.setProperty(WardenBuild.PROPERTY, "2.0");
    assertThat(harness.warden().pid()).isEqualTo(old);
    assertThat(harness.warden().acceptsStarts()).isTrue();
    assertThat(harness.run("exit 9").returnCode()).isEqualTo(9);
    Files.createFile(first.resolve("work/go"));
    assertThat(harness.awaitEnd(first).returnCode()).isEqualTo(4);
    harness.awaitLost();
    assertThat(harness.warden().pid()).isNotEqualTo(old);
    assertThat(harness.run("exit 8").returnCode()).isEqualTo(8);
  }

  @Test
  void a_warden_that_speaks_another_protocol_starts_nothing_and_finishes_what_it_has()
      throws IOException, InterruptedException {
    startedUnder("1", "2");
  }

  @Test
  void a_newer_warden_is_no_different() throws IOException, InterruptedException {
    startedUnder("3", "2");
  }

  private void startedUnder(String warden, String node) throws IOException, InterruptedException {
    System.setProperty(WardenBuild.PROPERTY, warden);
    System.setProperty(Message.PROTOCOL_PROPERTY, warden);
    Path ends = harness.newAttempt();
    harness.start(shell(ends, UNTIL_GO));
    Path stopped = harness.newAttempt();
    harness.start(shell(stopped, "echo up > up; exec sleep 999"));
    awaitText(stopped.resolve("work/up"));
    long old = harness.warden().pid();
    harness.disconnect();
    System.setProperty(WardenBuild.PROPERTY, node);
    System.setProperty(Message.PROTOCOL_PROPERTY, node);
    assertThat(harness.warden().acceptsStarts()).isFalse();
    assertThat(harness.warden().running()).containsExactlyInAnyOrder(ends, stopped);
    Path refused = harness.newAttempt();
    assertThatThrownBy(() -> harness.warden().start(shell(refused, "touch ran")))
        .isInstanceOf(WardenException.class)
        .hasMessageContaining("protocol " + warden)
        .hasMessageContaining("server " + node);
    assertThat(new AttemptDirectory(refused).start()).isEmpty();
    harness.warden().stop(stopped, StopCause.CANCEL);
    assertThat(harness.awaitEnd(stopped).signal()).isEqualTo(15);
    Files.createFile(ends.resolve("work/go"));
    assertThat(harness.awaitEnd(ends).returnCode()).isEqualTo(4);
    harness.awaitLost();
    assertThat(harness.warden().pid()).isNotEqualTo(old);
    assertThat(harness.start(shell(refused, "exit 0"))).isNotNull();
  }

  /// An executable jar has the version of its application, or none.
  @Test
  void a_warden_is_known_by_the_digest_of_its_code_which_it_is_told_at_its_start() {
    String line = commandLine(harness.warden().pid());
    Matcher told = Pattern.compile("-Ddev\\.retort\\.build=([0-9a-f]{64})").matcher(line);
    assertThat(told.find()).as(line).isTrue();
    assertThat(line).contains(data.resolve("warden/code-" + told.group(1)).toString());
    long pid = harness.warden().pid();
    harness.disconnect();
    assertThat(harness.run("exit 6").returnCode()).isEqualTo(6);
    assertThat(harness.warden().pid()).isEqualTo(pid);
  }

  @Test
  void a_node_of_other_code_replaces_a_warden_of_the_same_version()
      throws IOException, InterruptedException {
    String copied = copyOfCode(data.resolve("lib"));
    Files.writeString(data.resolve("lib/1-classes/added"), "by an upgrade");
    connectFrom(copied);
    String line = commandLine(harness.warden().pid());
    harness.awaitLost();
    assertThat(commandLine(harness.warden().pid())).isNotEqualTo(line);
    assertThat(harness.run("exit 5").returnCode()).isEqualTo(5);
  }

  private static String commandLine(long pid) {
    return ProcFs.read(ProcFs.directory(pid).resolve("cmdline")).orElseThrow();
  }

  /// A node's `lib/` is a copy here, so that it can be deleted; the warden starts from it.
  @Test
  void a_warden_survives_that_what_its_server_was_started_from_is_deleted()
      throws IOException, InterruptedException {
    Path lib = data.resolve("lib");
    String copied = copyOfCode(lib);
    connectFrom(copied);
    delete(lib);
    String line = commandLine(harness.warden().pid());
    assertThat(line).doesNotContain(lib.toString()).contains(data.resolve("warden").toString());
    assertThat(harness.run("exit 3").returnCode()).isEqualTo(3);
    Path attempt = harness.newAttempt();
    Launch stubborn = shell(attempt, "trap '' TERM; echo up > up; while :; do sleep 0.05; done");
    harness.start(WardenHarness.withGracePeriod(stubborn, WardenHarness.SHORT));
    awaitText(attempt.resolve("work/up"));
    harness.warden().stop(attempt, StopCause.CANCEL);
    assertThat(harness.awaitEnd(attempt).signal()).isEqualTo(9);
    Path late = harness.newAttempt();
    assertThat(
            harness
                .run(withTimeout(shell(late, "exec sleep 999"), Duration.ofMillis(200)))
                .stoppedBy())
        .isEqualTo(StopCause.TIMEOUT);
    if (Bubblewrap.obstacle().isEmpty()) {
      Path inside = harness.newAttemptOf("7");
      Launch launch =
          WardenHarness.with(
              shell(inside, "exit 137"), new ResourceLimits(100L << 20, 20), Sandbox.BUBBLEWRAP);
      assertThat(harness.run(launch).returnCode()).isEqualTo(137);
    }
  }

  private void connectFrom(String classPath) throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "--enable-native-access=ALL-UNNAMED",
                OneConnection.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("node.log").toFile())
            .start();
    assertThat(node.waitFor()).as(read(data.resolve("node.log"))).isZero();
  }

  /// Starts a warden, as a server does, and goes.
  static final class OneConnection {
    private OneConnection() {}

    public static void main(String[] arguments) {
      Warden.connect(
              Path.of(arguments[0]),
              new Warden.Listener() {
                @Override
                public void ended(Path attemptDirectory) {}

                @Override
                public void lost() {}
              })
          .close();
    }
  }

  private static String copyOfCode(Path lib) throws IOException {
    StringBuilder path = new StringBuilder();
    List<String> entries = List.of(System.getProperty("java.class.path").split(":", -1));
    for (int i = 0; i < entries.size(); i++) {
      Path source = Path.of(entries.get(i));
      if (!Files.exists(source)) {
        continue;
      }
      Path target = lib.resolve(i + "-" + source.getFileName());
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.toList()) {
          Path to = target.resolve(source.relativize(file).toString()).normalize();
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
      path.append(path.isEmpty() ? "" : ":").append(target);
    }
    return path.toString();
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
