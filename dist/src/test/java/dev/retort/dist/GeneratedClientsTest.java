package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.rig.ChildServer;
import dev.retort.rig.ServerLaunch;
import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Clients that openapi-generator makes of a server's own document submit and await experiments.
@LongProof
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeneratedClientsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
  private static final String CONFIGURATION =
      """
      port: 0
      programs:
        count-letters:
          command: [grep, -o, "{letter}", "{sequence_file}"]
          parameters:
            letter: {type: string, maxLength: 1}
            mode: {enum: [fast, slow], default: fast}
            depth: {type: integer, default: 3}
        with-model:
          sequence: none
          command: [cat, "{model}"]
          files: {model: {}}
      """;

  @TempDir static Path directory;
  private Optional<ChildServer> server = Optional.empty();
  private String uri = "";

  @BeforeAll
  void start() throws Exception {
    Path file = Files.writeString(directory.resolve("retort.yaml"), CONFIGURATION);
    ChildServer started =
        ChildServer.start(
            ServerLaunch.of("dev.retort.cli.Main", List.of("serve", "--config", file.toString())));
    server = Optional.of(started);
    uri =
        started.output().stream()
            .filter(line -> line.contains("listens on "))
            .map(line -> line.substring(line.indexOf("http")).strip())
            .findFirst()
            .orElseThrow();
    try (InputStream document = URI.create(uri).resolve("openapi.json").toURL().openStream()) {
      Files.copy(document, directory.resolve("openapi.json"));
    }
    resource("pom.xml");
    String output =
        run(Map.of(), ROOT.resolve("mvnw").toString(), "-q", "-B", "-f", "pom.xml", "package")
            .output();
    Needed.here("a Maven repository", !output.contains("Could not transfer artifact"));
    assertThat(directory.resolve("generator.jar")).as(output).exists();
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (server.isPresent()) {
      server.get().close();
    }
  }

  @Test
  void a_java_client_submits_and_awaits() throws Exception {
    generate("java", "java", "library=native,useJakartaEe=true,openApiNullable=true");
    Path classes = Files.createDirectory(directory.resolve("classes"));
    List<String> compiler =
        new ArrayList<>(
            List.of(
                JDK.resolve("javac").toString(),
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                "lib/*",
                resource("Main.java").toString()));
    try (Stream<Path> sources = Files.walk(directory.resolve("java/src/main/java"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(compiler::add);
    }
    assertRuns(Map.of(), compiler.toArray(String[]::new));
    assertDone(
        Map.of(),
        JDK.resolve("java").toString(),
        "-cp",
        "classes" + File.pathSeparator + "lib/*",
        "Main",
        uri,
        directory.resolve("model").toString());
  }

  @Test
  void a_python_client_submits_and_awaits() throws Exception {
    String python = "/usr/bin/python3";
    String modules = System.getenv().getOrDefault("RETORT_TEST_PYTHONPATH", "");
    Map<String, String> path =
        Map.of("PYTHONPATH", directory.resolve("python") + File.pathSeparator + modules);
    String imports = "import pydantic.v1, dateutil, urllib3, typing_extensions";
    boolean there =
        Files.isExecutable(Path.of(python)) && run(path, python, "-c", imports).exitCode() == 0;
    Needed.here("pydantic 2", there);
    generate("python", "python", "");
    assertDone(path, python, resource("main.py").toString(), uri);
  }

  @Test
  void a_typescript_client_submits_and_awaits() throws Exception {
    Needed.here("tsc", isOnPath("tsc"));
    Needed.here("node", isOnPath("node"));
    generate("typescript-fetch", "client", "");
    resource("main.ts");
    resource("tsconfig.json");
    assertRuns(Map.of(), "tsc", "-p", ".");
    assertDone(Map.of(), "node", "javascript/main.js", uri);
  }

  private void generate(String generator, String output, String properties) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                JDK.resolve("java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "generator.jar",
                "generate",
                "-g",
                generator,
                "-i",
                "openapi.json",
                "-o",
                output,
                "--global-property",
                "skipFormModel=false"));
    if (!properties.isEmpty()) {
      command.add("--additional-properties=" + properties);
    }
    assertRuns(Map.of(), command.toArray(String[]::new));
  }

  private Path resource(String name) throws IOException {
    Path copy = directory.resolve(name);
    try (InputStream content =
        Objects.requireNonNull(GeneratedClientsTest.class.getResourceAsStream("clients/" + name))) {
      Files.copy(content, copy);
    }
    return copy;
  }

  private void assertDone(Map<String, String> environment, String... command) throws Exception {
    assertThat(assertRuns(environment, command)).endsWith("done\n");
  }

  private String assertRuns(Map<String, String> environment, String... command) throws Exception {
    Ended ended = run(environment, command);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }

  private record Ended(int exitCode, String output) {}

  private Ended run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String output = process.inputReader().readAllAsString();
    return new Ended(process.waitFor(), output);
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
