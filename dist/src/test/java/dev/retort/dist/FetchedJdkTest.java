package dev.retort.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher where there is no JDK. It fetches an archive of a small one from a server on
/// loopback.
@Timeout(900)
final class FetchedJdkTest {
  private static final int NO_JDK = 125;
  private static final String HOW_TO_GET_ONE = "Get a JDK at https://adoptium.net/";

  /// Prints the JDK of the JVM that the launcher starts.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println(System.getProperty("java.home"));
    }
  }

  private record Run(int exitCode, String output, String errors) {}

  @TempDir private static Path shared;
  private static JdkArchive archive = new JdkArchive(Path.of(""), "");
  private static Installation installation = new Installation(Path.of(""));
  private static Path programs = Path.of("");

  @TempDir Path directory;
  private Path cache = Path.of("");
  private Path jdk = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private Mirror mirror;

  @BeforeAll
  static void makeAnArchive() throws Exception {
    Needed.here("curl", Installation.which("curl").isPresent());
    archive = JdkArchive.small(shared);
    installation = Installation.in(shared.resolve("installed here"), Main.class);
    programs = installation.programs("curl", "sha256sum");
  }

  @AfterAll
  static void deleteLinks() throws IOException {
    if (!archive.sha256().isEmpty()) { // @BeforeAll made it
      Installation.deleteLinks(shared);
    }
  }

  @BeforeEach
  void serve() throws Exception {
    mirror = new Mirror(archive.file());
    cache = directory.resolve("a cache");
    jdk = cache.resolve("retort/jdk");
    environment.put("PATH", programs.toString());
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("RETORT_FETCH_JDK", "yes");
    environment.put("RETORT_JDK_URL", mirror.url("whole"));
    environment.put("RETORT_JDK_SHA256", archive.sha256());
  }

  @AfterEach
  void stop() {
    mirror.close();
  }

  @ParameterizedTest
  @CsvSource({"curl, sha256sum", "wget, shasum"})
  void a_jdk_is_fetched_and_later_runs_use_it(String client, String summer) throws Exception {
    Needed.here(client, Installation.which(client).isPresent());
    Needed.here(summer, Installation.which(summer).isPresent());
    // shasum is a script.
    environment.put(
        "PATH",
        summer.equals("shasum")
            ? installation.programs(client, summer, "perl").toString()
            : installation.programs(client, summer).toString());

    Run first = launch();
    assertThat(first.errors()).contains(mirror.url("whole"), jdk.toString());
    assertThat(first.exitCode()).as(first.errors()).isZero();
    assertThat(first.output()).isEqualTo(jdk + "\n");
    assertThat(cached()).containsExactly(jdk);

    environment.put("RETORT_FETCH_JDK", "no");
    assertThat(launch()).isEqualTo(new Run(0, jdk + "\n", ""));
    assertThat(mirror.requests()).isEqualTo(1);
  }

  @Test
  void without_a_terminal_it_names_the_variable_and_what_it_would_fetch() throws Exception {
    environment.keySet().removeIf(name -> name.startsWith("RETORT_"));

    refused(launch(), "RETORT_FETCH_JDK=yes", HOW_TO_GET_ONE, jdk.toString())
        .containsPattern(
            "Eclipse Temurin 25[.0-9+]+ \\(about \\d+ MB, unpacked \\d+ MB\\) from"
                + " https://github.com/adoptium/temurin25-binaries/.+\\.tar\\.gz ");
  }

  @Test
  void with_no_it_never_fetches() throws Exception {
    environment.put("RETORT_FETCH_JDK", "no");

    refused(launch(), HOW_TO_GET_ONE).doesNotContain(mirror.url("whole"));
    refused(launchOnATerminal("y"), HOW_TO_GET_ONE).doesNotContain("[y/N]");
    assertThat(mirror.requests()).isZero();
  }

  @Test
  void another_value_of_the_variable_is_an_error() throws Exception {
    environment.put("RETORT_FETCH_JDK", "true");

    refused(launch(), "RETORT_FETCH_JDK must be yes or no, got true");
    assertThat(mirror.requests()).isZero();
  }

  @Test
  void on_a_terminal_it_asks() throws Exception {
    environment.remove("RETORT_FETCH_JDK");

    refused(launchOnATerminal(""), mirror.url("whole"), "[y/N]", HOW_TO_GET_ONE);
    refused(launchOnATerminal("n"), mirror.url("whole"), "[y/N]", HOW_TO_GET_ONE);
    assertThat(mirror.requests()).isZero();

    Run agreed = launchOnATerminal("y");
    assertThat(agreed.exitCode()).as(agreed.output()).isZero();
    assertThat(agreed.output()).endsWith(jdk + "\r\n");
    assertThat(cached()).containsExactly(jdk);
  }

  @Test
  void another_place_must_have_the_pinned_archive() throws Exception {
    environment.remove("RETORT_JDK_SHA256");

    refused(launch(), "has the SHA-256 " + archive.sha256() + " instead of ");
    assertThat(mirror.requests()).isEqualTo(1);
  }

  @Test
  void an_archive_that_is_cut_leaves_nothing() throws Exception {
    environment.put("RETORT_JDK_URL", mirror.url("cut"));

    refused(launch(), mirror.url("cut") + " cannot be fetched (curl: (18) ");
  }

  @Test
  void an_archive_that_is_not_there_leaves_nothing() throws Exception {
    environment.put("RETORT_JDK_URL", mirror.url("nowhere"));

    refused(launch(), mirror.url("nowhere") + " cannot be fetched (curl: (22) ", "404");
  }

  @Test
  void an_archive_without_a_jdk_leaves_nothing() throws Exception {
    Path other = directory.resolve("other.tar.gz");
    Path java = Files.createDirectories(directory.resolve("jdk-25/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho openjdk 24.0.2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(
            run(new ProcessBuilder("tar", "-czf", other.toString(), "jdk-25"), directory)
                .exitCode())
        .isZero();
    environment.put("RETORT_JDK_SHA256", JdkArchive.of(other).sha256());
    try (Mirror another = new Mirror(other)) {
      environment.put("RETORT_JDK_URL", another.url("whole"));

      refused(launch(), another.url("whole") + " holds no JDK 25 or newer that runs here");
    }
  }

  /// First the archive does not fit, then what is in it.
  @ParameterizedTest
  @CsvSource({"10, cannot be fetched", "40, cannot be unpacked"})
  void a_full_disk_is_told_and_left_empty(int megabytes, String what) throws Exception {
    Path unshare = Installation.which("unshare").orElse(Path.of("unshare"));
    Needed.here("unshare", Files.isExecutable(unshare));
    List<String> namespace = List.of(unshare.toString(), "--map-root-user", "--mount");
    Run able =
        run(
            new ProcessBuilder(
                Stream.concat(namespace.stream(), Stream.of("mount", "-t", "tmpfs", "none", "/mnt"))
                    .toList()),
            directory);
    Needed.here(
        "the right to mount a file system in a namespace",
        able.exitCode() == 0 ? Optional.empty() : Optional.of(able.toString()));
    Files.createDirectories(cache);
    String script =
        "mount -t tmpfs -o size=%dm none \"$1\" && cache=$1 && shift || exit; code=0;"
            + " \"$@\" || code=$?; ls -A \"$cache/retort\"; exit $code";
    List<String> words =
        Stream.concat(
                namespace.stream(),
                Stream.of("sh", "-c", script.formatted(megabytes), "sh", cache.toString()))
            .toList();
    environment.merge("PATH", ":/usr/bin:/bin", String::concat);

    Run run = launch(words);

    refused(run, mirror.url("whole") + " " + what, "; " + cache.resolve("retort") + " has ");
    assertThat(run.errors()).contains(" MB free; nothing of it is kept");
    assertThat(run.output()).as("what is left in the cache").isEmpty();
  }

  /// As with a quota: there is free space, and a write fails.
  @Test
  void a_file_that_cannot_be_written_leaves_nothing() throws Exception {
    Run run = launch(List.of("/bin/sh", "-c", "trap '' XFSZ; ulimit -f 8192; exec \"$@\"", "sh"));

    refused(run, mirror.url("whole") + " cannot be fetched (curl: (23) ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void a_signal_ends_the_download_at_once_and_leaves_nothing(String signal) throws Exception {
    environment.put("RETORT_JDK_URL", mirror.url("held"));
    Path errors = directory.resolve("errors");
    // In the background, or under nohup, signals are ignored, and a shell keeps that.
    Process launcher =
        installation
            .command(List.of("/usr/bin/env", "--default-signal=" + signal), environment, "version")
            .redirectError(errors.toFile())
            .start();
    mirror.awaitHeld();
    List<ProcessHandle> children = launcher.descendants().toList();
    assertThat(children).isNotEmpty();
    assertThat(cached()).hasSize(1);

    signal(launcher, signal);

    assertThat(launcher.waitFor()).isEqualTo(NO_JDK);
    assertThat(errors).content().endsWith("\nretort: interrupted; nothing of the JDK is kept\n");
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(cached()).isEmpty();
  }

  /// Both have seen that there is no JDK yet when they rename theirs.
  @Test
  void launchers_at_the_same_time_leave_one_jdk_that_works() throws Exception {
    Path mv = Files.createDirectory(directory.resolve("meeting")).resolve("mv");
    Files.writeString(
        mv,
        """
        #!/bin/sh
        PATH=/usr/bin:/bin
        cd "${0%/*}" && : >here.$$
        until [ "$(ls here.* | wc -l)" -ge 2 ]; do sleep 0.05; done
        exec mv "$@"
        """);
    Files.setPosixFilePermissions(mv, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.merge("PATH", mv.getParent() + ":", (path, first) -> first + path);

    Process one = installation.command(List.of(), environment, "version").start();
    Process other = installation.command(List.of(), environment, "version").start();

    for (Process launcher : List.of(one, other)) {
      String errors = new String(launcher.getErrorStream().readAllBytes(), UTF_8);
      assertThat(launcher.inputReader().readLine()).as(errors).isEqualTo(jdk.toString());
      assertThat(launcher.waitFor()).isZero();
    }
    assertThat(mirror.requests()).isEqualTo(2);
    assertThat(cached()).containsExactly(jdk);
    assertThat(jdk.resolve("jdk")).doesNotExist();
  }

  @Test
  void a_launcher_that_is_done_later_leaves_the_jdk_of_the_first_alone() throws Exception {
    environment.put("RETORT_JDK_URL", mirror.url("held"));
    Process later =
        installation
            .command(List.of(), environment, "version")
            .redirectError(directory.resolve("errors").toFile())
            .start();
    mirror.awaitHeld();
    environment.put("RETORT_JDK_URL", mirror.url("whole"));
    assertThat(launch().output()).isEqualTo(jdk + "\n");
    Object first = Files.getAttribute(jdk, "unix:ino");

    mirror.release();

    assertThat(later.inputReader().readLine()).isEqualTo(jdk.toString());
    assertThat(later.waitFor()).isZero();
    assertThat(Files.getAttribute(jdk, "unix:ino")).isEqualTo(first);
    assertThat(cached()).containsExactly(jdk);
  }

  @Test
  void a_jdk_that_has_become_too_old_is_replaced() throws Exception {
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.createSymbolicLink(java, Path.of("/bin/true"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"24.0.2\"\n");

    assertThat(launch().output()).isEqualTo(jdk + "\n");
    assertThat(cached()).containsExactly(jdk);
    assertThat(java).isRegularFile();
  }

  @Test
  void what_a_dead_launcher_left_is_deleted_and_a_slow_download_goes_on() throws Exception {
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Path dead = Files.createDirectories(cache.resolve("retort/making.dead1"));
    Path slow = Files.createDirectories(cache.resolve("retort/making.slow1"));
    Files.setLastModifiedTime(Files.createFile(dead.resolve("archive")), longAgo);
    Files.createFile(slow.resolve("archive"));
    Files.setLastModifiedTime(dead, longAgo);
    Files.setLastModifiedTime(slow, longAgo);
    environment.put("RETORT_JDK_URL", mirror.url("nowhere"));

    assertThat(launch().exitCode()).isEqualTo(NO_JDK);

    assertThat(cached()).containsExactly(slow);
  }

  private Run launch() throws Exception {
    return launch(List.of());
  }

  private Run launch(List<String> words) throws Exception {
    return run(installation.command(words, environment, "version"), directory);
  }

  /// Types the answer and Enter, or the end of the input where the answer is empty.
  private Run launchOnATerminal(String answer) throws Exception {
    Needed.here("script", Installation.which("script").isPresent());
    Path typed =
        Files.writeString(directory.resolve("typed"), answer.isEmpty() ? "" : answer + "\n");
    ProcessBuilder builder = installation.command(List.of(), environment);
    String command = "'" + builder.command().getFirst() + "' version";
    builder.command("/usr/bin/script", "--quiet", "--return", "--command", command, "/dev/null");
    builder.environment().put("SHELL", "/bin/sh");
    return run(builder.redirectInput(typed.toFile()), directory);
  }

  private static Run run(ProcessBuilder builder, Path directory) throws Exception {
    Path output = Files.createTempFile(directory, "output", "");
    Path errors = Files.createTempFile(directory, "errors", "");
    if (builder.redirectInput() == ProcessBuilder.Redirect.PIPE) {
      builder.redirectInput(Path.of("/dev/null").toFile());
    }
    int exitCode =
        builder
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start()
            .waitFor();
    return new Run(exitCode, Files.readString(output), Files.readString(errors));
  }

  /// It ended without a JDK, said so in these words, and left nothing in the cache.
  private AbstractStringAssert<?> refused(Run run, String... words) throws IOException {
    assertThat(run.exitCode()).as("%s", run).isEqualTo(NO_JDK);
    assertThat(cached()).isEmpty();
    return assertThat(run.errors() + run.output()).contains(words);
  }

  private List<Path> cached() throws IOException {
    Path ours = cache.resolve("retort");
    if (!Files.exists(ours)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(ours)) {
      return files.toList();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    String kill = "kill -" + name + " " + process.pid();
    assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();
  }
}
