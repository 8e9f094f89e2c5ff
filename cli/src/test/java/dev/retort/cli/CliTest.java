package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.terminal.Terminal;
import dev.retort.client.RetortClient;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands against a real server that runs real programs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CliTest {
  private static final List<String> COMMANDS =
      List.of(
          "serve",
          "submit",
          "show",
          "ls",
          "input",
          "result",
          "files",
          "archive",
          "logs",
          "cancel",
          "rm",
          "rerun",
          "keep",
          "backlog",
          "programs",
          "pause",
          "resume",
          "token",
          "check",
          "version");

  @TempDir static Path directory;
  private Engine engine;
  private RetortServer server;

  /// What a command left behind.
  private record Result(int code, String out, String err) {}

  @BeforeAll
  void start() throws IOException {
    Path script = directory.resolve("run.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "got $(cat "$1")"
        echo "told" >&2
        case $2 in
          kill) kill -9 $$ ;;
          sleep) exec sleep 60 ;;
          *) exit "$2" ;;
        esac
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        directory.resolve("retort.yaml"),
        """
        programs:
          run:
            title: A test
            command: [./run.sh, "{sequence_file}", "{how}"]
            parameters: {how: {type: string, default: "3"}}
            success_codes: [3, 4]
            concurrency: 4
          copy:
            command: [cp, "{extra}", out.txt]
            files: {extra: {max_size: 1kB}}
            parameters: {n: {type: integer, default: 1}}
            result: out.txt
          loud:
            command: [sh, -c, "echo reading >&2; echo cannot read line 3 >&2; exit 7"]
          slow:
            command: [sleep, "{query_sequence}"]
            timeout: 200ms
        """);
    engine =
        Engine.builder(directory.resolve("data"))
            .store(SqliteStore::open)
            .programs(ConfigFile.read(directory, ConfigFile.DEFAULT, System.getenv()).programs())
            .open();
    server = RetortServer.builder(engine).port(0).start();
  }

  @AfterAll
  void stop() {
    server.close();
    engine.close();
  }

  private Result retort(String... args) {
    return retort("", false, args);
  }

  private Result retort(String input, boolean terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(terminal(input, terminal, out, err), args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Terminal terminal(
      String input, boolean terminal, OutputStream out, ByteArrayOutputStream err) {
    return new Terminal(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        terminal,
        Map.of("RETORT_SERVER", server.uri().toString()),
        directory,
        InstantSource.system());
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "4, 4", "7, 7", "124, 124", "125, 127", "255, 127", "kill, 137", "0, 126"})
  void submit_and_wait_prints_the_result_of_a_finished_program_and_exits_as_it_did(
      String how, int code) {
    Result result =
        retort(
            "submit", "--program", "run", "--sequence", "MKT", "--param", "how=" + how, "--wait");

    assertThat(result.code()).isEqualTo(code);
    boolean finished = how.equals("3") || how.equals("4");
    assertThat(result.out()).isEqualTo(finished ? "got MKT\n" : "");
    assertThat(result.err()).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  void a_failed_search_prints_no_result_and_says_why() {
    Result waited =
        retort("submit", "--program", "run", "--sequence", "MKT", "--param", "how=7", "--wait");
    String id = waited.err().replaceAll("(?s).*retort show (\\S+)`.*", "$1");

    Result result = retort("result", id);
    Result partial = retort("result", "--partial", id);

    assertThat(waited.err())
        .contains("failed: return code 7")
        .contains("the last lines of its stderr:\n  told\n")
        .contains("retort result --partial " + id);
    assertThat(result)
        .isEqualTo(
            new Result(
                1,
                "",
                "retort: the experiment is failed: exit; it has no result. Add --partial to print its"
                    + " output so far\nretort: the last lines of its stderr:\n  told\n"));
    assertThat(partial)
        .isEqualTo(
            new Result(
                0, "got MKT\n", "retort: the experiment is failed; its output is not a result\n"));
  }

  @Test
  void a_result_replaces_a_file_only_when_it_is_whole() throws IOException {
    Path file = directory.resolve("hits.txt");
    Files.writeString(file, "of before");
    String failed =
        retort("submit", "--program", "run", "--sequence", "x", "--param", "how=7").out().strip();
    String finished =
        retort("submit", "--program", "run", "--sequence", "x", "--param", "how=3").out().strip();
    retort("logs", "-f", failed);
    retort("logs", "-f", finished);

    assertThat(retort("result", failed, "-o", "hits.txt").code()).isEqualTo(1);
    assertThat(file).hasContent("of before");
    assertThat(retort("result", finished, "-o", "hits.txt")).isEqualTo(new Result(0, "", ""));
    assertThat(file).hasContent("got x");
    assertThat(retort("result", finished).out()).isEqualTo("got x\n");
    assertThat(directory.toFile().list((_, name) -> name.endsWith(".part"))).isEmpty();
  }

  @Test
  void a_terminal_sees_how_far_it_is() {
    Result result = retort("", true, "submit", "--program", "run", "--sequence", "MKT", "--wait");

    assertThat(result.out()).isEqualTo("got MKT\n");
    assertThat(result.err()).contains("\r\u001b[K").contains("pending, place 1");
  }

  @Test
  void a_cancelled_experiment_is_told_and_cannot_be_cancelled_again() {
    String id =
        retort("submit", "--program", "run", "--sequence", "x", "--param", "how=sleep")
            .out()
            .strip();
    assertThat(id).matches("[0-9a-f-]{36}");

    Result cancelled = retort("cancel", id, "--wait", "--json");

    assertThat(cancelled.code()).isZero();
    assertThat(cancelled.out()).contains("\"status\":\"cancelled\"").contains(id);
    assertThat(retort("cancel", id))
        .satisfies(again -> assertThat(again.code()).isEqualTo(1))
        .satisfies(again -> assertThat(again.err()).contains("its status is cancelled"));
  }

  @Test
  void the_input_comes_back_as_it_was_sent() throws IOException {
    Path more = Files.writeString(directory.resolve("more"), "\u0000\r\nmore");
    String file = "extra=" + more;
    String id =
        retort("submit", "--program", "copy", "--sequence", "M\u00e9\r\n", "--file", file)
            .out()
            .strip();

    assertThat(retort("input", id).out()).isEqualTo("M\u00e9\r\n");
    assertThat(retort("input", id, "extra").out()).isEqualTo("\u0000\r\nmore");
    assertThat(retort("input", id, "other").err()).contains("it has extra");
  }

  @Test
  void show_begins_with_why_it_failed() {
    Result failed = retort("submit", "--program", "loud", "--sequence", "M", "--wait", "--json");
    String id = failed.out().replaceAll("(?s).*\"experiment_id\":\"([^\"]+)\".*", "$1");

    assertThat(retort("show", id).out())
        .startsWith(
            """
            status        failed: return code 7, cannot read line 3
              reading
              cannot read line 3
            experiment    %s
            """
                .formatted(id));
    assertThat(retort("show", id, "--attempts").out()).contains("cannot read line 3\n");
  }

  @Test
  void what_is_no_longer_needed_is_deleted() {
    String first =
        retort("submit", "--program", "run", "--sequence", "M", "--wait", "--json").out();
    String id = first.replaceAll("(?s).*\"experiment_id\":\"([^\"]+)\".*", "$1");
    String running =
        retort("submit", "--program", "run", "--sequence", "M", "--param", "how=sleep")
            .out()
            .strip();

    assertThat(retort("rm", running).err()).contains("--cancel");
    assertThat(retort("rm", id).out()).isEqualTo(id + " is deleted\n");
    assertThat(retort("show", id).err()).contains("was deleted");
    assertThat(retort("rm", id).code()).isZero();
    assertThat(retort("rm", "--cancel", running).out()).startsWith(running + " is ");
    assertThat(retort("rm").code()).isEqualTo(2);
  }

  @Test
  void what_ends_without_a_return_code_exits_with_126() {
    Result result = retort("submit", "--program", "slow", "--sequence", "60", "--wait");

    assertThat(result.code()).isEqualTo(126);
    assertThat(result.err()).contains("timeout");
  }

  @Test
  void a_sequence_comes_from_a_file_or_from_standard_input() throws IOException {
    Files.writeString(directory.resolve("hbb.fasta"), ">hbb\nMVHLTPEEK\n");

    Result file = retort("submit", "--program", "run", "--sequence-file", "hbb.fasta", "--json");
    Result piped =
        retort("PIPED", false, "submit", "--program", "run", "--sequence-file", "-", "--wait");

    assertThat(file.out()).contains("\"query_name\":\"hbb.fasta\"");
    assertThat(piped.out()).isEqualTo("got PIPED\n");
    assertThat(retort("submit", "--program", "run", "--sequence-file", "none"))
        .isEqualTo(
            new Result(125, "", "retort: cannot read the sequence file none: it does not exist\n"));
  }

  @Test
  void a_further_file_goes_along_and_text_parameters_are_read_by_their_type() throws IOException {
    Files.writeString(directory.resolve("extra.txt"), "the extra file");

    Result result =
        retort(
            "submit",
            "--program",
            "copy",
            "--sequence",
            "x",
            "--file",
            "extra=" + directory.resolve("extra.txt"),
            "--param",
            "n=7",
            "--label",
            "run=42",
            "--wait");

    assertThat(result).isEqualTo(new Result(0, "the extra file", ""));
    assertThat(retort("ls", "--label", "run=42", "--json").out())
        .contains("\"parameters\":{\"n\":7}");
  }

  @Test
  void files_are_listed_and_printed_and_the_whole_experiment_is_archived() throws IOException {
    Files.writeString(directory.resolve("extra.txt"), "the extra file");
    String[] submit = {
      "submit",
      "--program",
      "copy",
      "--sequence",
      "x",
      "--file",
      "extra=" + directory.resolve("extra.txt")
    };
    String id = retort(submit).out().strip();
    try (RetortClient client = RetortClient.at(server.uri())) {
      client.await(id, Duration.ofMinutes(10));
    }

    assertThat(retort("files", id).out()).matches(" +14  \\S+Z  out.txt\n");
    assertThat(retort("files", id, "--json").out())
        .startsWith("{\"path\":\"out.txt\",\"type\":\"file\",\"bytes\":14,");
    assertThat(retort("files", id, "out.txt")).isEqualTo(new Result(0, "the extra file", ""));
    assertThat(retort("archive", id, "-o", "one.zip")).isEqualTo(new Result(0, "", ""));
    try (ZipFile zip = new ZipFile(directory.resolve("one.zip").toFile())) {
      assertThat(zip.getEntry(id + "/input/files/extra").getSize()).isEqualTo(14);
    }
    assertThat(retort("archive", "nope", "-o", "none.zip").code()).isEqualTo(1);
    assertThat(directory.resolve("none.zip")).doesNotExist();
  }

  @Test
  void one_key_makes_one_experiment() {
    String[] command = {"submit", "--program", "run", "--sequence", "x", "--key", "k-1"};

    assertThat(retort(command).out()).isEqualTo(retort(command).out());
    Result other = retort("submit", "--program", "run", "--sequence", "y", "--key", "k-1");
    assertThat(other.code()).isEqualTo(125);
  }

  @Test
  void what_the_server_refuses_is_told_with_the_fields_at_fault() {
    Result result = retort("submit", "--program", "copy", "--sequence", "x", "--param", "n=seven");

    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err())
        .contains("--param n: must be integer")
        .contains("--file extra: this file is required");
    assertThat(retort("submit", "--program", "none", "--sequence", "x").err())
        .contains("there is no program \"none\"");
  }

  @Test
  void experiments_are_listed_shown_and_counted() {
    String id = retort("submit", "--program", "run", "--sequence", "x").out().strip();
    retort("logs", "-f", id);

    assertThat(retort("ls").out()).startsWith("STATUS").contains(id);
    assertThat(retort("ls", "--all", "--json").out().lines())
        .allMatch(line -> line.startsWith("{"));
    assertThat(retort("show", id).out()).contains("program       run");
    assertThat(retort("show", id, "--json").out()).contains("\"experiment_id\":\"" + id + '"');
    assertThat(retort("logs", id).out()).isEqualTo("got x\n");
    assertThat(retort("logs", "--stderr", id).out()).isEqualTo("told\n");
    assertThat(retort("backlog").out()).contains("PROGRAM").contains("in the backlog");
    assertThat(retort("backlog", "--json").out()).contains("\"length\":");
    assertThat(retort("show", "none"))
        .isEqualTo(new Result(1, "", "retort: there is no experiment none\n"));
  }

  @Test
  void a_program_is_paused_and_resumed() {
    assertThat(retort("pause", "copy").out()).isEqualTo("copy is paused\n");
    assertThat(retort("programs").out()).containsPattern("copy +1 +paused");
    assertThat(retort("resume", "copy").out()).isEqualTo("copy is resumed\n");
    assertThat(retort("programs", "--json").out()).contains("\"name\":\"copy\"");
    assertThat(retort("pause", "none").code()).isEqualTo(1);
  }

  @Test
  void no_server_is_told_with_what_to_do() {
    Result result = retort("ls", "--server", "http://127.0.0.1:1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "retort: no server answers at http://127.0.0.1:1; start one with `retort"
                + " serve`, or select another with --server or RETORT_SERVER\n");
    assertThat(retort("submit", "--sequence", "x", "--server", "http://127.0.0.1:1").code())
        .isEqualTo(125);
    assertThat(retort("ls", "--server", "127.0.0.1:1").err()).contains("at http://127.0.0.1:1;");
    assertThat(retort("ls", "--server", "ftp://a").err()).contains("must be like http://");
  }

  @Test
  void a_command_that_there_is_not_is_told_with_the_one_that_was_meant() {
    assertThat(retort("serv"))
        .isEqualTo(
            new Result(
                2,
                "",
                "retort: unknown command `serv`; did you mean `serve`?\nTry `retort --help`.\n"));
    assertThat(retort("brew").err())
        .isEqualTo("retort: unknown command `brew`\nTry `retort --help`.\n");
    assertThat(retort("help").out()).isEqualTo(retort("--help").out()).contains("Usage: retort");
    assertThat(retort("help", "ls").out()).isEqualTo(retort("ls", "--help").out());
  }

  @Test
  void wrong_usage_is_told_in_two_lines() {
    assertThat(retort("ls", "--stauts", "failed"))
        .satisfies(result -> assertThat(result.code()).isEqualTo(2))
        .satisfies(result ->
            assertThat(result.err()).contains("--stauts").contains("Try `retort ls --help`."));
    assertThat(retort("submit").code()).isEqualTo(125);
    assertThat(retort("ls", "--limit", "0"))
        .satisfies(result -> assertThat(result.code()).isEqualTo(2))
        .satisfies(result -> assertThat(result.err()).contains("--limit must be 1 or more, got 0"));
    assertThat(retort("ls", "--program", "cpoy"))
        .satisfies(result -> assertThat(result.code()).isEqualTo(1))
        .satisfies(result ->
            assertThat(result.err()).contains("has no program \"cpoy\"").contains("copy"));
    assertThat(retort("submit", "--sequence", "x", "--priority", "12").code()).isEqualTo(125);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "version", "serve", "submit", "check", "ls", "logs"})
  void help_teaches(String command) {
    Result help = command.isEmpty() ? retort("--help") : retort(command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: retort");
    if (command.isEmpty()) {
      assertThat(help.out()).contains(COMMANDS).doesNotContain("generate-completion");
    }
    if (command.equals("submit")) {
      assertThat(help.out())
          .contains("Exit codes:")
          .contains("125")
          .contains("126")
          .contains("127");
    }
  }

  @Test
  void version_names_what_a_report_of_a_fault_needs() {
    assertThat(retort("version").out())
        .contains("retort ")
        .contains("java 25")
        .contains("sqlite 3.");
  }

  @Test
  void a_reader_that_has_enough_ends_it_quietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThat(Main.run(terminal("", false, gone, err), "ls", "--all")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void check_tells_everything_at_once_and_what_protects_the_server() throws IOException {
    Result fine = retort("check");
    Files.writeString(
        directory.resolve("bad.yaml"), "prot: 1\nprograms: {a: {command: [none-such]}}\n");
    Result bad = retort("check", "-c", "bad.yaml");

    assertThat(fine.code()).isZero();
    assertThat(fine.out()).contains("program     run").contains("cgroup ").contains("proof ");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err().lines()).hasSize(2).allMatch(line -> line.startsWith("bad.yaml:"));
  }
}
