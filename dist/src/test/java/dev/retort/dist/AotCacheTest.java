package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.LongProof;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher of a distribution, as it is installed: the script beside `lib`.
@LongProof
final class AotCacheTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /// How the JVM tells that a class came from the cache, which it calls shared objects.
  private static final String FROM_THE_CACHE = "dev.retort.core.Status source: shared objects file";

  private static final String FROM_A_JAR = "dev.retort.core.Status source: file:";

  private static final String MAIN_FROM_THE_CACHE =
      "dev.retort.cli.Main source: shared objects file";

  /// A distribution with its cache, which takes long to make: tests that need one have a copy.
  @TempDir private static Path prepared;

  @TempDir Path directory;
  private Path distribution = Path.of("");

  @BeforeAll
  static void prepare() throws Exception {
    Path log = prepared.resolve("log");
    install(prepared.resolve("retort"));

    assertThat(
            builder(prepared, prepared.resolve("retort"), "aot")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor())
        .as(() -> read(log))
        .isZero();
  }

  private static void install(Path target) throws IOException {
    Files.createDirectories(target.resolve("lib"));
    Files.copy(
        ROOT.resolve("retort"), target.resolve("retort"), StandardCopyOption.COPY_ATTRIBUTES);
    copy(ROOT.resolve("dist/target/retort/lib"), target.resolve("lib"));
  }

  /// With their times, which are in a cache's name.
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @BeforeEach
  void install() throws IOException {
    distribution = directory.resolve("retort");
    install(distribution);
  }

  private void takeCache() throws IOException {
    copy(prepared.resolve("retort/aot"), distribution.resolve("aot"));
    assertThat(caches()).hasSize(1);
  }

  @Test
  void a_server_takes_its_classes_from_the_cache_until_a_jar_changes() throws Exception {
    takeCache();
    assertThat(classesOfAServer()).contains(FROM_THE_CACHE);

    changeAJar();

    assertThat(classesOfAServer()).contains(FROM_A_JAR).doesNotContain(FROM_THE_CACHE);
    assertThat(launch("aot").waitFor()).isZero();
    assertThat(caches()).as("the old one is deleted").hasSize(1);
    assertThat(classesOfAServer()).contains(FROM_THE_CACHE);
    assertThat(classesOfAServer("RETORT_AOT", "off")).contains(FROM_A_JAR);
    assertThat(classesOfAServer("RETORT_JAVA_OPTS", "-XX:+UseSerialGC -XX:-UseCompressedOops"))
        .as("options that the cache does not fit are no failure")
        .contains("dev.retort.core.Status source:");
  }

  @Test
  void a_cache_goes_with_a_distribution_that_is_moved_and_serves_short_commands_too()
      throws Exception {
    takeCache();
    distribution = Files.move(distribution, directory.resolve("moved"));

    assertThat(classesOfAServer()).contains(FROM_THE_CACHE);
    assertThat(classesOfACommand()).contains(MAIN_FROM_THE_CACHE);
  }

  @Test
  void a_jar_of_another_time_gets_a_cache_that_the_jvm_takes() throws Exception {
    takeCache();
    Files.setLastModifiedTime(
        distribution.resolve("lib/retort-cli.jar"),
        FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(classesOfACommand()).doesNotContain(MAIN_FROM_THE_CACHE);

    assertThat(launch("aot").waitFor()).isZero();

    assertThat(classesOfACommand()).contains(MAIN_FROM_THE_CACHE);
  }

  @Test
  void makers_at_the_same_time_leave_one_cache_that_works() throws Exception {
    Process one = launch("aot");
    Process other = launch("aot");

    assertThat(one.waitFor()).isZero();
    assertThat(other.waitFor()).isZero();
    assertThat(caches()).hasSize(1);
    assertThat(classesOfACommand()).contains(MAIN_FROM_THE_CACHE);
  }

  @Test
  void a_distribution_that_cannot_be_written_to_has_its_cache_at_the_users() throws Exception {
    Files.createFile(distribution.resolve("aot"));

    assertThat(launch("aot").waitFor()).isZero();

    assertThat(directory.resolve("cache/retort")).isDirectory();
    assertThat(classesOfACommand()).contains(MAIN_FROM_THE_CACHE);
  }

  @Test
  void where_no_cache_can_be_made_a_server_starts_without() throws Exception {
    Files.createFile(distribution.resolve("aot"));
    Files.createFile(directory.resolve("cache"));

    assertThat(launch("aot").waitFor()).isEqualTo(125);
    assertThat(classesOfAServer()).contains(FROM_A_JAR);
  }

  @Test
  void a_damaged_cache_is_passed_over_in_silence() throws Exception {
    takeCache();
    Files.write(caches().getFirst(), new byte[8192]);

    assertThat(classesOfACommand())
        .contains("dev.retort.cli.Main source: ")
        .doesNotContain(MAIN_FROM_THE_CACHE);
  }

  /// The JVM ends at once when it is given both.
  @Test
  void other_options_about_archives_start_a_jvm_without_the_cache() throws Exception {
    takeCache();

    assertThat(classesOfAServer("RETORT_JAVA_OPTS", "-Xshare:off"))
        .contains(FROM_A_JAR)
        .doesNotContain(FROM_THE_CACHE);
    assertThat(classesOfAServer("JAVA_TOOL_OPTIONS", "-Xshare:auto"))
        .contains(FROM_A_JAR)
        .doesNotContain(FROM_THE_CACHE);
  }

  @Test
  void a_rehearsal_that_failed_leaves_no_cache() throws Exception {
    Path log = directory.resolve("log");
    ProcessBuilder maker = builder("aot");
    maker.environment().put("PATH", programsBut("true").toString());

    assertThat(maker.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor())
        .isEqualTo(125);
    assertThat(log).content().contains("there is no program true in the PATH");
    assertThat(caches()).isEmpty();
  }

  @Test
  void where_the_jars_cannot_be_told_apart_there_is_no_cache() throws Exception {
    Path log = directory.resolve("log");
    ProcessBuilder maker = builder("aot");
    maker.environment().put("PATH", programsBut("cksum").toString());

    assertThat(maker.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor())
        .isEqualTo(125);
    assertThat(log).content().contains("an AOT cache needs cksum").doesNotContain("not found");
    assertThat(distribution.resolve("aot")).doesNotExist();
  }

  /// A directory of links to all that the launcher uses, but for one.
  private Path programsBut(String missing) throws IOException {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    for (String name :
        List.of(
            "cat",
            "chmod",
            "cksum",
            "dirname",
            "find",
            "grep",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "stat",
            "sync",
            "tr",
            "true")) {
      if (!name.equals(missing)) {
        Files.createSymbolicLink(programs.resolve(name), Path.of("/usr/bin").resolve(name));
      }
    }
    return programs;
  }

  /// The servers' caches; each has that of its warden beside it, and nothing else is there.
  private List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(distribution.resolve("aot"))) {
      List<Path> all = files.toList();
      List<Path> servers =
          all.stream().filter(file -> !file.toString().endsWith("-warden.aot")).toList();
      assertThat(all).hasSize(2 * servers.size());
      assertThat(servers).allSatisfy(server -> assertThat(wardenCache(server)).isReadable());
      return servers;
    }
  }

  private static Path wardenCache(Path server) {
    return Path.of(server.toString().replaceFirst("\\.aot$", "-warden.aot"));
  }

  /// The trap: another content of the same size and the same time, which the JVM does not notice.
  private void changeAJar() throws IOException {
    try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
      Path core =
          jars.filter(jar -> jar.getFileName().toString().startsWith("retort-core"))
              .findFirst()
              .orElseThrow();
      FileTime time = Files.getLastModifiedTime(core);
      String content = Files.readString(core, StandardCharsets.ISO_8859_1);
      String changed = content.replace("META-INF/maven", "META-INF/other");
      assertThat(changed).isNotEqualTo(content).hasSameSizeAs(content);
      Files.writeString(core, changed, StandardCharsets.ISO_8859_1);
      Files.setLastModifiedTime(core, time);
    }
  }

  private Process launch(String... arguments) throws IOException {
    return builder(arguments).inheritIO().start();
  }

  private ProcessBuilder builder(String... arguments) {
    return builder(directory, distribution, arguments);
  }

  private static ProcessBuilder builder(Path directory, Path distribution, String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(distribution.resolve("retort").toString()), Stream.of(arguments))
                .toList());
    builder.environment().put("RETORT_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    builder.environment().remove("RETORT_AOT");
    return builder;
  }

  /// Runs a short command, which must say nothing on stderr, and tells where its classes came from.
  private String classesOfACommand() throws Exception {
    Path log = Files.createTempFile(directory, "classes", ".log");
    ProcessBuilder builder = builder("version");
    builder.environment().put("RETORT_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process command = builder.redirectError(directory.resolve("errors").toFile()).start();
    assertThat(command.waitFor()).as(this::errors).isZero();
    assertThat(errors()).isEmpty();
    return Files.readString(log);
  }

  /// Starts a server, waits until it listens, stops it, and tells where its classes came from.
  private String classesOfAServer(String... environment) throws Exception {
    Path log = Files.createTempFile(directory, "classes", ".log");
    ProcessBuilder builder =
        builder(
            "serve",
            "--port",
            Integer.toString(freePort()),
            "--data-dir",
            directory.resolve("data").toString(),
            "--",
            "true");
    builder.environment().put("RETORT_JAVA_OPTS", "");
    for (int i = 0; i < environment.length; i += 2) {
      builder.environment().put(environment[i], environment[i + 1]);
    }
    builder
        .environment()
        .merge("RETORT_JAVA_OPTS", " -Xlog:class+load:file=" + log, String::concat);
    Process server = builder.redirectError(directory.resolve("errors").toFile()).start();
    try (BufferedReader output = server.inputReader()) {
      assertThat(output.readLine())
          .as(() -> errors())
          .startsWith("Retort listens on http://127.0.0.1:");
    } finally {
      server.destroy();
      assertThat(server.waitFor()).isZero();
    }
    assertThat(errors()).doesNotContain("aot", "AOT");
    return Files.readString(log);
  }

  private String errors() {
    return read(directory.resolve("errors"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unread) {
      return unread.toString();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
