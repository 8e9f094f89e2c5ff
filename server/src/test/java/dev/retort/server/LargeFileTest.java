package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that no memory holds.
final class LargeFileTest {
  private static final long LENGTH = 5L << 30;
  private static final String HEAD =
      """
      --X\r
      Content-Disposition: form-data; name="query_name"\r
      \r
      n\r
      --X\r
      Content-Disposition: form-data; name="query_sequence"\r
      \r
      M\r
      --X\r
      Content-Disposition: form-data; name="reads"; filename="reads.bin"\r
      \r
      """;
  private static final String TAIL = "\r\n--X--\r\n";

  @TempDir Path directory;

  private static Program counts(long maxBytes) {
    return new Program.Command(
        "counts",
        ProgramSettings.DEFAULTS.withFiles(List.of(new FileParameter("reads", true, maxBytes))),
        CommandSettings.of(List.of("sh", "-c", "wc -c < \"$1\"", "sh", "{reads}"), Map.of()));
  }

  private static Reply submit(TestServer server, BodyPublisher file) {
    BodyPublisher body =
        BodyPublishers.concat(BodyPublishers.ofString(HEAD), file, BodyPublishers.ofString(TAIL));
    return server.send(
        server
            .request("/v1/experiments", "Prefer", "wait=60")
            .header("Content-Type", "multipart/form-data; boundary=X")
            .POST(body));
  }

  @Test
  void a_limit_of_the_largest_size_takes_small_files_too() {
    try (TestServer server = TestServer.with(counts(1L << 50))) {
      Reply ended = submit(server, BodyPublishers.ofString("abc"));
      assertThat(server.get(ended.json().at("/links/result").stringValue()).text().strip())
          .isEqualTo("3");
    }
  }

  @LongProof
  @Test
  void a_file_of_5_gib_arrives_whole() throws IOException {
    Needed.here(
        "12 GiB of free disk",
        Files.getFileStore(directory).getUsableSpace() > LENGTH + (7L << 30));
    Path sparse = directory.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(LENGTH);
    }
    try (TestServer server = TestServer.with(counts(LENGTH))) {
      Reply ended = submit(server, BodyPublishers.ofFile(sparse));
      assertThat(ended.status()).as(ended.text()).isEqualTo(200);
      assertThat(server.get(ended.json().at("/links/result").stringValue()).text().strip())
          .isEqualTo(Long.toString(LENGTH));
    }
  }
}
