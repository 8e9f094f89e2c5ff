package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.test.LongProof;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `examples/spring-boot` as an executable jar, extracted, and with Spring Boot 3.5.
@LongProof
final class SpringBootTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  @TempDir Path directory;

  @Test
  void an_executable_jar_and_an_extracted_one_run_commands_and_isolated_programs()
      throws Exception {
    Path jar = build(ApplicationBuild.copy("spring-boot", directory));
    assertRuns("-jar", jar.toString());

    Process extract =
        new ProcessBuilder(
                JAVA, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", "app")
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(extract.waitFor()).isZero();
    assertRuns("-jar", directory.resolve("app/spring-boot-1.0.jar").toString());
  }

  @Test
  void with_spring_boot_3_5_it_runs_commands_and_isolated_programs() throws Exception {
    Path jar =
        build(
            ApplicationBuild.copy("spring-boot", directory)
                .with("<version>4.0.7</version>", "<version>3.5.7</version>")
                .with("spring-boot-starter-webmvc", "spring-boot-starter-web"));
    assertRuns("-jar", jar.toString());
  }

  @Test
  void the_driver_that_spring_boot_manages_is_refused_in_a_sentence() throws Exception {
    Path jar =
        build(
            ApplicationBuild.copy("spring-boot", directory)
                .with("<sqlite-jdbc.version>3.54.1.0</sqlite-jdbc.version>", ""));
    Path log = directory.resolve("application.log");
    assertThat(start(log, "-jar", jar.toString()).waitFor()).isNotZero();
    assertThat(Files.readString(log))
        .contains("Retort needs sqlite-jdbc 3.51.3 or newer, found 3.50.3.0; import retort-bom");
  }

  private static Path build(ApplicationBuild application) throws Exception {
    return application.build().directory().resolve("target/spring-boot-1.0.jar");
  }

  private Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(List.of(arguments));
    command.add("--server.port=0");
    command.add("--retort.data=" + directory.resolve("data"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private void assertRuns(String... arguments) throws Exception {
    Path log = Files.createTempFile(directory, "application", ".log");
    Process application = start(log, arguments);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String port = port(application, log);
      for (String program : List.of("count", "reverse")) {
        String id = send(client, HttpRequest.newBuilder(uri(port, program)), "ACGT");
        String end = send(client, HttpRequest.newBuilder(uri(port, "ends/" + id)), null);
        assertThat(end).contains("\"status\":\"finished\"");
      }
    } finally {
      application.destroy();
      application.waitFor();
    }
  }

  private static String port(Process application, Path log) throws IOException {
    await().until(() -> !application.isAlive() || PORT.matcher(Files.readString(log)).find());
    Matcher found = PORT.matcher(Files.readString(log));
    assertThat(found.find()).as(Files.readString(log)).isTrue();
    return found.group(1);
  }

  private static URI uri(String port, String path) {
    return URI.create("http://127.0.0.1:" + port + "/" + path);
  }

  private static String send(HttpClient client, HttpRequest.Builder request, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest ready =
        body == null
            ? request.build()
            : request
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    HttpResponse<String> response = client.send(ready, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
