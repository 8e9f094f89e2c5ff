package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.test.Needed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP clients as their packages ship them: they submit, wait, upload a file and read results.
final class UnchangedClientsTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir Path directory;

  @Test
  void curl_submits_and_awaits_an_experiment() throws Exception {
    Needed.here("curl", Files.isExecutable(Path.of("/usr/bin/curl")));
    assertDone(List.of("sh"), "curl-client.sh");
  }

  @Test
  void httpx_submits_and_awaits_an_experiment() throws Exception {
    needModule("httpx");
    assertDone(List.of(PYTHON.toString()), "httpx-client.py");
  }

  @Test
  void requests_submits_and_awaits_an_experiment() throws Exception {
    needModule("requests");
    assertDone(List.of(PYTHON.toString()), "requests-client.py");
  }

  private void needModule(String module) throws Exception {
    boolean there =
        Files.isExecutable(PYTHON)
            && run(List.of(PYTHON.toString(), "-c", "import " + module)).exitCode() == 0;
    Needed.here("python3-" + module, there);
  }

  private void assertDone(List<String> interpreter, String script) throws Exception {
    Path copy = directory.resolve(script);
    try (InputStream text =
        Objects.requireNonNull(UnchangedClientsTest.class.getResourceAsStream(script))) {
      Files.copy(text, copy);
    }
    Program program = Program.command("copy", List.of("cat", "{sequence_file}"));
    Program other = Program.command("other", List.of("true"));
    try (TestServer server = TestServer.with(program, other)) {
      List<String> command = new ArrayList<>(interpreter);
      command.add(copy.toString());
      command.add(server.server.uri().toString());
      command.add(directory.resolve("upload").toString());
      Ended ended = run(command);
      assertThat(ended.output()).isEqualTo("done\n");
      assertThat(ended.exitCode()).isZero();
    }
  }

  private record Ended(int exitCode, String output) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = process.inputReader().readAllAsString();
    return new Ended(process.waitFor(), output);
  }
}
