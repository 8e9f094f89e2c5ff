package dev.retort.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.core.ChildSettings.LogLimits;
import dev.retort.core.Face.FileParameter;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.core.Retention;
import dev.retort.core.RetryPolicy;
import dev.retort.core.Sandbox;
import dev.retort.core.SuccessCodes;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.OnStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final Map<String, String> HOST = Map.of("PATH", "/usr/bin:/bin", "LICENCE", "x");

  @TempDir Path directory;

  @BeforeEach
  void aScriptBesideTheFile() throws IOException {
    Path script = Files.writeString(directory.resolve("search.sh"), "#!/bin/sh\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.writeString(directory.resolve("plain.txt"), "not executable");
  }

  private Configuration read(String yaml) throws IOException {
    return ConfigFile.read(
        directory, Files.writeString(directory.resolve("retort.yaml"), yaml), HOST);
  }

  /// Every problem as `line:column: message; suggestion`.
  private List<String> problems(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("retort.yaml"), yaml);
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(directory, file, HOST));
    assertThat(refused).as("no problem found in:\n" + yaml).isNotNull();
    return refused.problems().stream()
        .map(problem -> problem.toString().substring(file.toString().length() + 1))
        .toList();
  }

  @Test
  void every_key_reaches_the_program() throws IOException {
    Configuration configuration =
        read(
            """
            host: 127.0.0.2
            port: 9000
            data_dir: data
            listen_without_tokens: true
            proxy_names: [lab.example.org]
            cpus: 8
            memory: 16GiB
            on_stop: wait
            programs:
              search:
                title: Protein search
                command: [./search.sh, -n, 4, "{sequence_file}", "{evalue}", "{{x", "{matrix}"]
                env: {THREADS: 4, EMPTY: ""}
                env_from_host: [LICENCE]
                parameters:
                  evalue: {type: number, exclusiveMinimum: 0, default: 10}
                  mode: {enum: [fast, slow]}
                files:
                  matrix: {required: false, max_size: 10kB}
                result: out/hits.txt
                concurrency: 2
                cpus: 0.5
                memory: 2GiB
                processes: 64
                sandbox: bubblewrap
                timeout: 1m30s
                expires_after: 2d
                retry: {max_attempts: 5, on: [lost, exit], backoff: 10s}
                retention: {age: forever, number: 100}
                grace_period: 500ms
                success_codes: [0, 3]
                max_sequence: 1MiB
                stdout_limit: 0
                stderr_limit: 2GiB
                results_durable: false
                default: true
              other:
                command: [cat, "{sequence_file}"]
                success_codes: any
            """);

    assertThat(configuration.host()).contains("127.0.0.2");
    assertThat(configuration.port()).contains(9000);
    assertThat(configuration.dataDirectory()).contains(directory.resolve("data"));
    assertThat(configuration.listenWithoutTokens()).isTrue();
    assertThat(configuration.proxyNames()).containsExactly("lab.example.org");
    assertThat(configuration.totals()).isEqualTo(new NodeTotals(8, 16L << 30));
    assertThat(configuration.onStop()).contains(OnStop.WAIT);
    assertThat(configuration.hints()).isEmpty();
    Program.Command search = (Program.Command) configuration.programs().getFirst();
    assertThat(search.name()).isEqualTo("search");
    assertThat(search.settings().face().title()).isEqualTo("Protein search");
    assertThat(search.settings().face().parameters())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"evalue\":{\"type\":\"number\","
                + "\"exclusiveMinimum\":0,\"default\":10},\"mode\":{\"enum\":[\"fast\",\"slow\"]}},"
                + "\"required\":[\"mode\"],\"additionalProperties\":false}");
    assertThat(search.settings().face().files())
        .containsExactly(new FileParameter("matrix", false, 10_000));
    assertThat(search.settings().limits().concurrency()).isEqualTo(2);
    assertThat(search.settings().limits().timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(search.settings().limits().gracePeriod()).isEqualTo(Duration.ofMillis(500));
    assertThat(search.settings().limits().cpus()).isEqualTo(0.5);
    assertThat(search.settings().limits().memory()).isEqualTo(2L << 30);
    assertThat(search.settings().limits().processes()).isEqualTo(64);
    assertThat(search.settings().limits().expiresAfter()).isEqualTo(Duration.ofDays(2));
    assertThat(search.settings().retry())
        .isEqualTo(new RetryPolicy(5, Set.of(Reason.LOST, Reason.EXIT), Duration.ofSeconds(10)));
    assertThat(search.settings().retention()).isEqualTo(new Retention(null, 100L));
    assertThat(search.command().child().sandbox()).isEqualTo(Sandbox.BUBBLEWRAP);
    assertThat(search.settings().face().maxSequence()).isEqualTo(1 << 20);
    assertThat(search.settings().isDefault()).isTrue();
    assertThat(search.command().argv())
        .containsExactly(
            directory.resolve("search.sh").toString(),
            "-n",
            "4",
            "{sequence_file}",
            "{evalue}",
            "{{x",
            "{matrix}");
    assertThat(search.command().child().env()).isEqualTo(Map.of("THREADS", "4", "EMPTY", ""));
    assertThat(search.command().child().envFromHost()).containsExactly("LICENCE");
    assertThat(search.command().result()).isEqualTo("out/hits.txt");
    assertThat(search.settings().successCodes()).isEqualTo(new SuccessCodes.Only(Set.of(0, 3)));
    assertThat(search.command().child().logs()).isEqualTo(new LogLimits(0, 2L << 30));
    assertThat(search.command().child().resultsDurable()).isFalse();
    Program.Command other = (Program.Command) configuration.programs().get(1);
    assertThat(other.settings().successCodes()).isEqualTo(new SuccessCodes.Any());
    assertThat(other.settings().retry()).isEqualTo(RetryPolicy.DEFAULT);
    assertThat(other.settings().retention()).isEqualTo(Retention.DEFAULT);
    assertThat(other.settings().limits().cpus()).isZero();
    assertThat(other.command().child().sandbox()).isEqualTo(Sandbox.NONE);
  }

  @Test
  void all_problems_are_told_at_once_each_with_its_place() throws IOException {
    assertThat(
            problems(
                """
                prot: 9000
                programs:
                  blastp:
                    command: [no-such-program, "{sequence_fil}"]
                    concurency: 2
                    timeout: 90
                    success_codes: [0, 256]
                    result: ../hits.txt
                """))
        .containsExactly(
            "1:1: unknown key `prot`; did you mean `port`?",
            "4:15: there is no program no-such-program in the PATH of the command; install it, give its"
                + " path, or set PATH under `env`",
            "4:32: unknown placeholder {sequence_fil}; did you mean `sequence_file`?; a literal brace is"
                + " written {{",
            "5:5: unknown key `concurency` in `programs.blastp`; did you mean `concurrency`?",
            "6:14: `programs.blastp.timeout` must be a duration such as 2h, 90s, 1m30s or 500ms, got 90;"
                + " did you mean `90s`?",
            "7:24: `programs.blastp.success_codes` must be a whole number from 0 to 255, got 256",
            "8:13: `programs.blastp.result` must be stdout or a path below the working directory, got"
                + " ../hits.txt; let the command write there; its working directory is {experiment_dir}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 65536                      | `port` must be a whole number from 0 to 65535, got 65536",
        "port: '80'                       | `port` must be a whole number",
        "host: 12                         | `host` must be text, got 12; write \"12\"",
        "host:                            | `host` has no value",
        "host: a\\nhost: b                | `host` stands twice; the first is on line 1",
        "listen_without_tokens: yes       | must be true or false, got yes",
        "programs: [a]                    | `programs` must be a mapping of programs by name, got a list",
        "programs: {}                     | `programs` is empty",
        "title: x                         | `programs` is missing",
        "programs: {'a b': {command: [cat]}}      | a program's name must be 1 to 64 letters",
        "programs: {a: {}}                        | `programs.a` has no `command`",
        "programs: {a: {command: []}}             | must be a list of at least one word",
        "programs: {a: {command: cat x}}          | a list of words, since no shell splits them, got cat x; write [cat, x]",
        "programs: {a: {command: [cat, {x}]}}     | must be text, got a mapping; quote a placeholder",
        "programs: {a: {command: [cat, '{x']}}    | holds a '{' that begins no placeholder; a literal brace is written {{",
        "programs: {a: {command: ['{query_name}']}}       | names the program and must be fixed",
        "programs: {a: {command: [./none.sh]}}            | there is no program",
        "programs: {a: {command: [./plain.txt]}}          | may not be executed; chmod +x",
        "programs: {a: {command: [search.sh]}}            | did you mean `./search.sh`?",
        "programs: {a: {command: [cat], max_sequence: 1MB1}}       | must be a size such as 64MiB",
        "programs: {a: {command: [cat], max_sequence: 0}}          | must be from 1 bytes",
        "programs: {a: {command: [cat, '{query_sequence}'], max_sequence: 1MiB}} | 64 KiB at most, because the command holds {query_sequence}",
        "programs: {a: {command: [cat], concurrency: 0}}           | must be a whole number from 1 to 1024, got 0",
        "programs: {a: {command: [cat], timeout: 0s}}              | must be longer than nothing, got 0s",
        "programs: {a: {command: [cat], success_codes: none}}      | must be a list of return codes, or any, got none",
        "programs: {a: {command: [cat], result: /etc/passwd}}      | a path below the working directory",
        "programs: {a: {command: [cat], env: {'1x': y}}}           | a variable's name must be",
        "programs: {a: {command: [cat], env: {RETORT_X: y}}}       | are set by Retort",
        "programs: {a: {command: [cat], default: 1}}               | must be true or false, got 1",
        "programs: {a: {command: [cat], default: true}, b: {command: [cat], default: true}} | a second program is marked",
        "programs: {a: {command: [cat]}, a: {command: [cat]}}      | `a` stands twice",
        "programs: {a: {command: [cat], parameters: {x: number}}}  | must be the JSON Schema of one parameter",
        "programs: {a: {command: [cat], parameters: {x: {type: nmber}}}}         | is not a JSON Schema",
        "programs: {a: {command: [cat], parameters: {x: {minimun: 1}}}}          | unknown JSON Schema keyword `minimun`",
        "programs: {a: {command: [cat], parameters: {x: {type: integer, default: a}}}} | the default of `programs.a.parameters.x` breaks its own schema",
        "programs: {a: {command: [cat], parameters: {query_name: {}}}}           | a parameter cannot be called query_name",
        "programs: {a: {command: [cat], parameters: {a-b: {}, a_b: {}}}}         | the same RETORT_PARAM_ variable",
        "programs: {a: {command: [cat], files: {x: {size: 1}}}}                  | unknown key `size` in `programs.a.files.x`",
        "programs: {a: {command: [cat], files: {x: }, parameters: {x: {}}}}      | a parameter is called x already",
        "on_stop: stay                    | `on_stop` must be adopt or wait, got stay",
        "cpus: 0                          | `cpus` must be a number over 0",
        "cpus: many                       | `cpus` must be a number over 0",
        "memory: 10                       | `memory` must be from 1 MiB",
        "proxy_names: [http://x]          | must be a host name without port or path, got http://x",
        "cpus: 2\\nprograms: {a: {command: [cat], cpus: 3}}      | `programs.a.cpus` must be at most the 2 cpus that the node has, got 3; say what it has",
        "memory: 1GiB\\nprograms: {a: {command: [cat], memory: 2GiB}} | must be at most the 1 GiB that the node has",
        "programs: {a: {command: [cat], cpus: -1}}                 | must be a number over 0",
        "programs: {a: {command: [cat], processes: 0}}             | must be a whole number from 1",
        "programs: {a: {command: [cat], expires_after: 0s}}        | must be longer than nothing",
        "programs: {a: {command: [cat], sandbox: bubblewarp}}      | must be none or bubblewrap, got bubblewarp; did you mean `bubblewrap`?",
        "programs: {a: {command: [cat], retry: 3}}                 | must be a mapping of max_attempts, on and backoff",
        "programs: {a: {command: [cat], retry: {max_attempts: 0}}} | must be a whole number from 1 to 100",
        "programs: {a: {command: [cat], retry: {on: [exti]}}}      | got exti; did you mean `exit`?",
        "programs: {a: {command: [cat], retry: {on: [poison]}}}    | `programs.a.retry.on` must be exit or",
        "programs: {a: {command: [cat], retry: {backof: 1s}}}      | did you mean `backoff`?",
        "programs: {a: {command: [cat], retention: ever}}          | must be a mapping of age and number, or forever",
        "programs: {a: {command: [cat], retention: {age: 5}}}      | must be a duration",
        "programs: {a: {command: [cat], retention: {number: -1}}}  | must be a whole number from 0",
        "programs: {a: {command: [cat], class: x.Y}}               | has both `command` and `class`",
        "programs: {a: {class: no.Such}}                           | there is no class no.Such in `class_path`",
        "programs: {a: {class: 'a b'}}                             | must be the name of a class",
        "programs: {a: {class: x.Y, class_path: [none.jar]}}       | none.jar; build it, or correct the path",
        "programs: {a: {class: x.Y, class_path: ['./*']}}          | there is no jar in",
        "programs: {a: {class: x.Y, jvm_options: [-Xmx1g]}}        | -Xmx1g is not for here; write `memory`",
        "programs: {a: {class: x.Y, jvm_options: [fast]}}          | must be an option of the JVM",
        "programs: {a: {class: x.Y, result: out.txt}}              | is for a program with a `command`",
        "programs: {a: {command: [cat], class_path: [x]}}          | is for a program with a `class`",
        "programs: {a: {command: [cat], parameters: {timeout: {}}}} | a parameter cannot be called timeout",
        "programs: [                      | this is not YAML",
        "- a                              | the file must be a mapping that holds `programs`",
      })
  void a_problem_is_told(String yaml, String expected) throws IOException {
    assertThat(problems(yaml.replace("\\n", "\n")))
        .anySatisfy(p -> assertThat(p).contains(expected));
  }

  @Test
  void a_class_runs_in_a_jvm_of_its_own() throws IOException {
    Path jar = directory.resolve("lib/own.jar");
    Files.createDirectories(jar.getParent());
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("com/example/Own.class"));
    }

    Configuration configuration =
        read(
            """
            programs:
              own:
                class: com.example.Own
                class_path: [., "lib/*"]
                jvm_options: [-XX:+UseParallelGC, "-Dx=y"]
                memory: 64MiB
                env: {A: b}
            """);

    Program.Isolated own = (Program.Isolated) configuration.programs().getFirst();
    assertThat(own.isolated().className()).isEqualTo("com.example.Own");
    assertThat(own.isolated().classPath()).containsExactly(directory, jar);
    assertThat(own.isolated().jvmOptions()).containsExactly("-XX:+UseParallelGC", "-Dx=y");
    assertThat(own.isolated().child().env()).isEqualTo(Map.of("A", "b"));
    assertThat(own.settings().limits().memory()).isEqualTo(64L << 20);
  }

  @Test
  void an_empty_file_a_missing_one_and_one_that_is_no_text_are_told() throws IOException {
    assertThat(problems("# nothing\n")).first().asString().contains("must be a mapping");
    Path file = directory.resolve("none.yaml");
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> ConfigFile.read(directory, file, HOST)))
        .hasMessageContaining("there is no such file");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> ConfigFile.read(directory, file, HOST)))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void an_alias_that_holds_itself_ends_the_reading() throws IOException {
    assertThat(problems("programs: &a {x: *a}"))
        .anySatisfy(p -> assertThat(p).contains("holds itself"));
  }

  @Test
  void config_dir_is_replaced_and_a_file_beside_the_configuration_is_hinted_at()
      throws IOException {
    Configuration configuration =
        read(
            """
            programs:
              a:
                command: [cat, "{config_dir}/plain.txt", "{{config_dir}", plain.txt]
            """);

    Program.Command program = (Program.Command) configuration.programs().getFirst();
    assertThat(program.command().argv())
        .containsExactly(
            "cat", directory.resolve("plain.txt").toString(), "{{config_dir}", "plain.txt");
    assertThat(configuration.hints())
        .singleElement()
        .satisfies(hint ->
            assertThat(hint.toString())
                .contains("retort.yaml:3:63: plain.txt lies beside")
                .contains("{config_dir}/plain.txt"));
  }

  @Test
  void a_program_that_takes_the_sequence_as_an_argument_takes_64_KiB() throws IOException {
    Configuration configuration = read("programs: {a: {command: [echo, '{query_sequence}']}}");

    assertThat(configuration.programs().getFirst().settings().face().maxSequence())
        .isEqualTo(64 << 10);
  }

  @Test
  void a_command_on_the_command_line_becomes_the_only_program() {
    Configuration configuration =
        CommandLineProgram.read(List.of("./search.sh", "{sequence_file}"), directory, HOST);

    assertThat(configuration.programs())
        .singleElement()
        .extracting(Program::name)
        .isEqualTo("search.sh");
    assertThat(
            catchThrowableOfType(
                ConfigException.class,
                () -> CommandLineProgram.read(List.of("./none", "{x}"), directory, HOST)))
        .hasMessageContaining("command: there is no program")
        .hasMessageContaining("command: unknown placeholder {x}");
  }
}
