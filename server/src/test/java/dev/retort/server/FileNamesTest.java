package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.TestServer.Reply;
import dev.retort.test.LongProof;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Every listed link answers, for every name that a file system takes and behind every prefix.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class FileNamesTest {
  private static final int NAMES = 1_000;
  private static final int PREFIXES = 25;
  private static final long SEED = 20_261_129;
  private static final String PREFIX_CHARACTERS = "abcXYZ0189._~+@:-";

  private TestServer plain;
  private TestServer based;

  @BeforeAll
  void start() {
    Program names = Program.command("names", List.of("sh", "{sequence_file}"));
    plain = TestServer.with(setup -> setup.trustedProxy("127.0.0.1").trustedProxy("::1"), names);
    based = TestServer.with(setup -> setup.basePath("/tools/retort"), names);
  }

  @AfterAll
  void stop() {
    plain.close();
    based.close();
  }

  /// Names of any bytes but `/` and NUL; some with a directory before them.
  private static Set<String> names(Random random) {
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < NAMES) {
      String name = name(random);
      if (random.nextInt(8) == 0) {
        name = "d" + name.substring(0, Math.min(100, name.length())) + '/' + name;
      }
      names.add(name);
    }
    return names;
  }

  private static String name(Random random) {
    int length =
        switch (random.nextInt(4)) {
          case 0 -> 1 + random.nextInt(3);
          case 1 -> 255 - random.nextInt(2);
          default -> 1 + random.nextInt(255);
        };
    StringBuilder name = new StringBuilder();
    boolean ascii = random.nextBoolean();
    while (name.length() < length) {
      char c = (char) (1 + random.nextInt(ascii ? 127 : 255));
      name.append(c == '/' ? '\\' : c);
    }
    String made = name.toString();
    return made.equals(".") || made.equals("..") ? made + "%2e" : made;
  }

  /// A script that writes a file of each name, with its number in it.
  private static String script(Set<String> names) {
    StringBuilder script = new StringBuilder();
    int number = 0;
    for (String name : names) {
      script.append("n=$(printf '");
      for (char c : name.toCharArray()) {
        script.append('\\').append("%03o".formatted((int) c));
      }
      script.append("x') && n=${n%x}\n");
      if (name.indexOf('/') >= 0) {
        script.append("mkdir -p \"./${n%/*}\"\n");
      }
      script.append("printf ").append(number++).append(" > \"./$n\"\n");
    }
    return script.toString();
  }

  private static String run(TestServer server, String base, String script) {
    String query =
        TestServer.MAPPER
            .createObjectNode()
            .put("query_name", "n")
            .put("query_sequence", script)
            .toString();
    Reply reply =
        server.post(base + "/v1/experiments", "application/json", query, "Prefer", "wait=120");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return base + "/v1/experiments/" + reply.id();
  }

  private static String prefix(Random random) {
    StringBuilder prefix = new StringBuilder();
    for (int segment = 1 + random.nextInt(3); segment > 0; segment--) {
      prefix.append("/s");
      for (int i = random.nextInt(12); i > 0; i--) {
        prefix.append(PREFIX_CHARACTERS.charAt(random.nextInt(PREFIX_CHARACTERS.length())));
      }
    }
    return prefix.toString();
  }

  @Test
  void every_listed_file_answers_for_a_thousand_names_behind_prefixes() {
    Random random = new Random(SEED);
    String one = run(plain, "", script(names(random)));
    Set<String> contents = new LinkedHashSet<>();
    for (int round = 0; round < PREFIXES; round++) {
      String prefix = prefix(random);
      JsonNode files = plain.get(one + "/files", "X-Forwarded-Prefix", prefix).json().get("files");
      assertThat(files.size()).isEqualTo(NAMES);
      for (int i = round; i < NAMES; i += PREFIXES) {
        String href = files.get(i).get("href").stringValue();
        assertThat(href).startsWith(prefix + one + "/files/");
        Reply reply = plain.get(href.substring(prefix.length()));
        assertThat(reply.status()).as(href).isEqualTo(200);
        contents.add(reply.text());
      }
    }
    assertThat(contents).hasSize(NAMES);
  }

  @Test
  @LongProof
  void every_listed_file_answers_for_a_thousand_names_below_a_base_path() {
    String one = run(based, "/tools/retort", script(names(new Random(SEED + 1))));
    JsonNode files = based.get(one + "/files?limit=10000").json().get("files");
    Set<String> contents = new LinkedHashSet<>();
    for (JsonNode file : files) {
      Reply reply = based.get(file.get("href").stringValue());
      assertThat(reply.status()).as(file.get("href").stringValue()).isEqualTo(200);
      assertThat(reply.text()).hasSize(file.get("bytes").intValue());
      contents.add(reply.text());
    }
    assertThat(contents).hasSize(NAMES);
  }

  @Test
  void a_name_that_is_not_utf_8_is_shown_with_replacements_and_downloads() {
    String one = run(plain, "", "printf x > \"$(printf 'r\\351sultat\\134.txt')\"");
    JsonNode file = plain.get(one + "/files?limit=10000").json().at("/files/0");
    assertThat(file.get("path").stringValue()).isEqualTo("r\ufffdsultat\\.txt");
    assertThat(file.get("href").stringValue()).isEqualTo(one + "/files/r%E9sultat%5C.txt");
    Reply reply = plain.get(file.get("href").stringValue());
    assertThat(reply.text()).isEqualTo("x");
    assertThat(reply.header("Content-Type")).startsWith("text/plain");
  }

  @Test
  void a_file_whose_link_no_server_takes_is_listed_without_one() {
    String deep =
        """
        n=$(printf '%0255d' 0 | tr 0 '\\377')
        for i in 1 2 3 4 5 6 7 8 9 10 11; do mkdir "$n" && cd "$n"; done
        printf x > file
        """;
    String one = run(plain, "", deep);
    ArrayNode files = (ArrayNode) plain.get(one + "/files?limit=10000").json().get("files");
    assertThat(files.size()).isEqualTo(1);
    assertThat(files.get(0).get("href").isNull()).isTrue();
    assertThat(files.get(0).get("not_served").stringValue()).contains("8192 characters");
    assertThat(files.get(0).get("path").stringValue().getBytes(StandardCharsets.UTF_8))
        .endsWith('f', 'i', 'l', 'e');
  }
}
