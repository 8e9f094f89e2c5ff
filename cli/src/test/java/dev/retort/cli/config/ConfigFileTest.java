package dev.retort.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.core.BacklogLimits;
import dev.retort.core.Reason;
import dev.retort.core.program.ChildSettings.LogLimits;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.Retention;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.Sandbox;
import dev.retort.core.program.SequenceParameter;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.core.program.StandardInput;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.EngineBuilder.OnStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            trusted_header: X-Remote-User
            require_tokens: true
            max_backlog: 1000
            owners: {max_backlog: 100, max_size: 10GB, rate: 600/1m}
            proxy_names: [lab.example.org]
            base_path: /tools/retort/
            trusted_proxies: [127.0.0.1, "fd00::/8"]
            allowed_origins: [https://lab.example.org]
            idle_timeout: 5m
            body_timeout: 1h
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
                max_backlog: 50
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

    assertThat(configuration.listen().host()).contains("127.0.0.2");
    assertThat(configuration.listen().port()).contains(9000);
    assertThat(configuration.dataDirectory()).contains(directory.resolve("data"));
    assertThat(configuration.listen().withoutTokens()).isTrue();
    assertThat(configuration.listen().proxyNames()).containsExactly("lab.example.org");
    assertThat(configuration.http())
        .isEqualTo(
            new HttpKeys.Options(
                "/tools/retort/",
                Optional.empty(),
                List.of("127.0.0.1", "fd00::/8"),
                Optional.of("X-Remote-User"),
                true,
                List.of("https://lab.example.org"),
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(Duration.ofHours(1)),
                new QuotaKeys.Options(
                    new BacklogLimits(1_000L, null, 100L, 10_000_000_000L),
                    Optional.of("600/1m"))));
    assertThat(configuration.totals()).isEqualTo(new NodeCapacity(8, 16L << 30));
    assertThat(configuration.onStop()).contains(OnStop.WAIT);
    assertThat(configuration.hints()).isEmpty();
    Program.Command search = (Program.Command) configuration.programs().getFirst();
    assertThat(search.name()).isEqualTo("search");
    assertThat(search.settings().description().title()).isEqualTo("Protein search");
    assertThat(search.settings().description().parameters())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"evalue\":{\"type\":\"number\","
                + "\"exclusiveMinimum\":0,\"default\":10},\"mode\":{\"enum\":[\"fast\",\"slow\"]}},"
                + "\"required\":[\"mode\"],\"additionalProperties\":false}");
    assertThat(search.settings().description().files())
        .containsExactly(new FileParameter("matrix", false, 10_000));
    assertThat(search.settings().limits().concurrency()).isEqualTo(2);
    assertThat(search.settings().limits().timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(search.settings().limits().gracePeriod()).isEqualTo(Duration.ofMillis(500));
    assertThat(search.settings().limits().cpus()).isEqualTo(0.5);
    assertThat(search.settings().limits().memory()).isEqualTo(2L << 30);
    assertThat(search.settings().limits().processes()).isEqualTo(64);
    assertThat(search.settings().limits().maxBacklog()).isEqualTo(50);
    assertThat(search.settings().limits().expiresAfter()).isEqualTo(Duration.ofDays(2));
    assertThat(search.settings().retry())
        .isEqualTo(new RetryPolicy(5, Set.of(Reason.LOST, Reason.EXIT), Duration.ofSeconds(10)));
    assertThat(search.settings().retention()).isEqualTo(new Retention(null, 100L));
    assertThat(search.command().child().sandbox()).isEqualTo(Sandbox.BUBBLEWRAP);
    assertThat(search.settings().description().sequence().maxBytes()).isEqualTo(1 << 20);
    assertThat(search.settings().isDefault()).isTrue();
    assertThat(search.command().invocation().words())
        .containsExactly(
            directory.resolve("search.sh").toString(),
            "-n",
            "4",
            "{sequence_file}",
            "{evalue}",
            "{{x",
            "{matrix}");
    assertThat(search.command().child().env())
        .isEqualTo(Map.of("THREADS", "4", "EMPTY", "", "RETORT_CONFIG_DIR", directory.toString()));
    assertThat(search.command().child().envFromHost()).containsExactly("LICENCE");
    assertThat(search.command().result()).isEqualTo("out/hits.txt");
    assertThat(search.settings().successCodes()).isEqualTo(new SuccessCodes.Only(Set.of(0, 3)));
    assertThat(search.command().child().logs()).isEqualTo(new LogLimits(0L, 2L << 30));
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
            "4:32: unknown placeholder {sequence_fil}; did you mean `sequence_file`?; write {{ for a literal"
                + " brace",
            "5:5: unknown key `concurency` in `programs.blastp`; did you mean `concurrency`?",
            "6:14: `programs.blastp.timeout` must be a duration such as 2h, 90s, 1m30s or 500ms, got 90;"
                + " did you mean `90s`?",
            "7:24: `programs.blastp.success_codes` must be a whole number from 0 to 255, got 256",
            "8:13: `programs.blastp.result` must be stdout or a path below the working directory, got"
                + " ../hits.txt; let the command write the file there; its working directory is {experiment_dir}");
  }

  @Test
  void a_file_may_be_as_large_as_the_disk_holds() throws IOException {
    Program program =
        read("programs: {a: {command: [cat, '{reads}'], files: {reads: {max_size: 20TiB}}}}")
            .programs()
            .getFirst();
    assertThat(program.settings().description().files())
        .containsExactly(new FileParameter("reads", true, 20L << 40));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 65536                      | `port` must be a whole number from 0 to 65535, got 65536",
        "port: '80'                       | `port` must be a whole number",
        "host: 12                         | `host` must be text, got 12; write \"12\"",
        "host:                            | `host` has no value",
        "host: a\\nhost: b                | `host` occurs twice; remove one; the first is on line 1",
        "listen_without_tokens: yes       | must be true or false, got yes",
        "programs: [a]                    | `programs` must be a mapping of programs by name, got a list",
        "programs: {}                     | `programs` is empty",
        "title: x                         | `programs` is missing",
        "programs: {'a b': {command: [cat]}}      | a program's name must be 1 to 64 letters",
        "programs: {a: {}}                        | `programs.a` has no `command`, no `script` and no `class`",
        "programs: {a: {command: []}}             | must be a list of at least one word",
        "programs: {a: {command: cat x}}          | a list of words, because no shell splits them, got cat x; write [cat, x]",
        "programs: {a: {command: [cat, {x}]}}     | must be text, got a mapping; quote a placeholder",
        "programs: {a: {command: [cat, '{x']}}    | contains a '{' outside a placeholder; write {{ for a literal brace",
        "programs: {a: {command: ['{query_name}']}}       | names the program and must be fixed",
        "programs: {a: {command: [./none.sh]}}            | there is no program",
        "programs: {a: {command: [./plain.txt]}}          | is not executable; chmod +x",
        "programs: {a: {command: [search.sh]}}            | did you mean `./search.sh`?",
        "programs: {a: {command: [cat], max_sequence: 1MB1}}       | must be a size such as 64MiB",
        "programs: {a: {command: [cat], max_sequence: 0}}          | must be from 1 bytes",
        "programs: {a: {command: [cat, '{query_sequence}'], max_sequence: 1MiB}} | 64 KiB at most, because the command contains {query_sequence}",
        "programs: {a: {command: [cat], concurrency: 0}}           | must be a whole number from 1 to 1024, got 0",
        "programs: {a: {command: [cat], timeout: 0s}}              | must be longer than zero, got 0s",
        "programs: {a: {command: [cat], success_codes: none}}      | must be a list of return codes, or any, got none",
        "programs: {a: {command: [cat], result: /etc/passwd}}      | a path below the working directory",
        "programs: {a: {command: [cat], env: {'1x': y}}}           | a variable's name must consist of",
        "programs: {a: {command: [cat], env: {RETORT_X: y}}}       | are reserved",
        "programs: {a: {command: [cat], default: 1}}               | must be true or false, got 1",
        "programs: {a: {command: [cat], default: true}, b: {command: [cat], default: true}} | a second program has `default: true`",
        "programs: {a: {command: [cat]}, a: {command: [cat]}}      | `a` occurs twice",
        "programs: {a: {command: [cat], parameters: {x: number}}}  | must be the JSON Schema of one parameter",
        "programs: {a: {command: [cat], parameters: {x: {type: nmber}}}}         | is not a JSON Schema",
        "programs: {a: {command: [cat], parameters: {x: {type: string, pattern: '(a'}}}} | the pattern of `programs.a.parameters.x` is not valid: \"(a\" is not a regular expression",
        "programs: {a: {command: [cat], parameters: {x: {minimun: 1}}}}          | unknown JSON Schema keyword `minimun`",
        "programs: {a: {command: [cat], parameters: {x: {type: integer, default: a}}}} | the default of `programs.a.parameters.x` violates its own schema",
        "programs: {a: {command: [cat], parameters: {query_name: {}}}}           | a parameter cannot have the name query_name",
        "programs: {a: {command: [cat], parameters: {a-b: {}, a_b: {}}}}         | the same RETORT_PARAM_ variable",
        "programs: {a: {command: [cat], files: {x: {size: 1}}}}                  | unknown key `size` in `programs.a.files.x`",
        "programs: {a: {command: [cat], files: {x: }, parameters: {x: {}}}}      | a parameter already has the name x",
        "programs: {a: {command: [{if: x, then: [y]}]}}           | must be a list that begins with the program",
        "programs: {a: {command: [cat, {if: x, then: [y]}], parameters: {xx: {type: string}}}} | `if: x` names no parameter and no file of the program; did you mean `xx`?",
        "programs: {a: {command: [cat, {if: x}], parameters: {x: {type: string}}}}  | has neither `then` nor `else`",
        "programs: {a: {command: [cat, {then: [y]}]}}             | a choice of words has no `if`",
        "programs: {a: {command: [cat, {if: x, than: [y], else: []}], parameters: {x: {type: string}}}} | unknown key `than` in `programs.a.command`; did you mean `then`?",
        "programs: {a: {command: [cat, {if: x, then: ['{y}']}], parameters: {x: {type: string}}}} | unknown placeholder {y}; did you mean `x`?",
        "programs: {a: {command: [cat, {if: x, then: y}], parameters: {x: {type: string}}}} | must be a list of words, got y",
        "programs: {a: {command: [cat], parameters: {x: {optional: maybe}}}}      | `programs.a.parameters.x.optional` must be true or false, got maybe",
        "programs: {a: {command: [cat], parameters: {x: {optional: true, default: 1}}}} | is optional and has a default",
        "programs: {a: {command: [cat, '{x}'], parameters: {x: {default: -v}}}}   | the default of `programs.a.parameters.x` begins with '-' like an option; add `allow_leading_dash: true`",
        "programs: {a: {script: 'if true', command: [cat]}}        | has both `command` and `script`; a program is a command, a script or a Java class; keep one",
        "programs: {a: {script: 'if true'}}                        | `programs.a.script` is not a shell script:",
        "programs: {a: {script: ''}}                               | is not a shell script: it is empty",
        "programs: {a: {script: [cat]}}                            | `programs.a.script` must be text, got a list",
        "programs: {a: {script: 'grep $RETORT_PARAM_X', parameters: {x: {default: -v}}}} | the default of `programs.a.parameters.x` begins with '-' like an option",
        "programs: {a: {command: [cat], files: {a-b: , a_b: }}}    | would have the same RETORT_FILE_ variable",
        "on_stop: stay                    | `on_stop` must be adopt or wait, got stay",
        "cpus: 0                          | `cpus` must be a number greater than 0",
        "cpus: many                       | `cpus` must be a number greater than 0",
        "memory: 10                       | `memory` must be from 1 MiB",
        "base_path: tools/retort           | `base_path` must be the path of a URI such as /tools/retort, got tools/retort; begin it with a slash",
        "base_url: lab.example.org         | `base_url` must be a scheme, a host and perhaps a path, got lab.example.org; for example https://",
        "base_url: https://a/?b            | `base_url` must be a scheme, a host and perhaps a path",
        "base_url: https://a.example\\nbase_path: /x | `base_path` must be absent beside `base_url`, got /x; add it to `base_url`",
        "trusted_proxies: [localhost]      | must be an IP address or a network, got localhost; for example 127.0.0.1 or 10.0.0.0/8",
        "trusted_proxies: [10.0.0.0/33]    | must be an IP address or a network, got 10.0.0.0/33",
        "allowed_origins: ['*']            | must be a scheme, a host and perhaps a port, without a path, got *; for example https://lab.example.org",
        "idle_timeout: 0s                  | `idle_timeout` must be longer than zero",
        "proxy_names: [http://x]          | must be a host name without port or path, got http://x",
        "cpus: 2\\nprograms: {a: {command: [cat], cpus: 3}}      | `programs.a.cpus` must be at most the 2 cpus of the node, got 3; set `cpus` at the top",
        "memory: 1GiB\\nprograms: {a: {command: [cat], memory: 2GiB}} | must be at most the 1 GiB of the node",
        "programs: {a: {command: [cat], cpus: -1}}                 | must be a number greater than 0",
        "programs: {a: {command: [cat], processes: 0}}             | must be a whole number from 1",
        "programs: {a: {command: [cat], expires_after: 0s}}        | must be longer than zero",
        "programs: {a: {command: [cat], sandbox: bubblewarp}}      | must be none or bubblewrap, got bubblewarp; did you mean `bubblewrap`?",
        "programs: {a: {command: [cat], retry: 3}}                 | must be a mapping of max_attempts, on and backoff",
        "programs: {a: {command: [cat], retry: {max_attempts: 0}}} | must be a whole number from 1 to 100",
        "programs: {a: {command: [cat], retry: {on: [exti]}}}      | got exti; did you mean `exit`?",
        "programs: {a: {command: [cat], retry: {on: [poison]}}}    | `programs.a.retry.on` must be exit or",
        "programs: {a: {command: [cat], retry: {backof: 1s}}}      | did you mean `backoff`?",
        "programs: {a: {command: [cat], retention: ever}}          | must be a mapping of age, number and size, or forever",
        "programs: {a: {command: [cat], retention: {age: 5}}}      | must be a duration",
        "programs: {a: {command: [cat], retention: {number: -1}}}  | must be a whole number from 0",
        "programs: {a: {command: [cat], class: x.Y}}               | has both `command` and `class`",
        "programs: {a: {class: no.Such}}                           | there is no class no.Such in `class_path`",
        "programs: {a: {class: 'a b'}}                             | must be the name of a class",
        "programs: {a: {class: x.Y, class_path: [none.jar]}}       | none.jar; build it, or correct the path",
        "programs: {a: {class: x.Y, class_path: ['./*']}}          | there is no jar in",
        "programs: {a: {class: x.Y, jvm_options: [-Xmx1g]}}        | -Xmx1g is not allowed here; use `memory`",
        "programs: {a: {class: x.Y, jvm_options: [fast]}}          | must be an option of the JVM",
        "programs: {a: {class: x.Y, result: out.txt}}              | requires a `command`",
        "programs: {a: {command: [cat], class_path: [x]}}          | requires a `class`",
        "programs: {a: {command: [cat], parameters: {timeout: {}}}} | a parameter cannot have the name timeout",
        "programs: [                      | this is not YAML",
        "- a                              | the file must be a mapping with the key `programs`",
      })
  void a_problem_is_told(String yaml, String expected) throws IOException {
    assertThat(problems(yaml.replace("\\n", "\n")))
        .anySatisfy(p -> assertThat(p).contains(expected));
  }

  @Test
  void a_command_can_choose_words_and_take_parameters_that_a_query_can_omit() throws IOException {
    Configuration configuration =
        read(
            """
            programs:
              search:
                command:
                  - ./search.sh
                  - {if: gapopen, then: [-gapopen, "{gapopen}"]}
                  - {if: remote, then: [-remote], else: [-db, 4]}
                  - {if: matrix, then: ["-m={matrix}"]}
                  - "{extra}"
                parameters:
                  gapopen: {type: integer, optional: true}
                  remote: {type: boolean, default: false}
                  extra: {type: string, default: -v, allow_leading_dash: true}
                files:
                  matrix: {required: false}
            """);

    Program.Command search = (Program.Command) configuration.programs().getFirst();
    assertThat(configuration.hints()).isEmpty();
    assertThat(search.command().invocation())
        .isEqualTo(
            new Invocation.Words(
                List.of(
                    new Invocation.Word(directory.resolve("search.sh").toString()),
                    new Invocation.Choice("gapopen", List.of("-gapopen", "{gapopen}"), List.of()),
                    new Invocation.Choice("remote", List.of("-remote"), List.of("-db", "4")),
                    new Invocation.Choice("matrix", List.of("-m={matrix}"), List.of()),
                    new Invocation.Word("{extra}")),
                Set.of("extra")));
    assertThat(search.settings().description().parameters())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"gapopen\":{\"type\":\"integer\"},"
                + "\"remote\":{\"type\":\"boolean\",\"default\":false},"
                + "\"extra\":{\"type\":\"string\",\"default\":\"-v\"}},"
                + "\"required\":[],\"additionalProperties\":false}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"{x}\"                  | {type: integer, optional: true}      | the word {x} is empty for a query without x; write {if: x, then: [\"{x}\"]}",
        "{if: x, then: [y]}     | {type: integer}                      | `if: x` always holds, because every query has a value for x; add `optional: true`",
        "{if: x, then: [y]}     | {type: [integer, number], default: 1} | always holds, because every query has a value for x; replace the default with `optional: true`",
        "\"{x}\"                  | {enum: [a, -b]}                      | queries with \"-b\" for `programs.a.parameters.x` are refused; add `allow_leading_dash: true`",
      })
  void a_command_that_hardly_fits_its_parameters_is_hinted_at(
      String word, String parameter, String hint) throws IOException {
    String yaml =
        "programs: {a: {command: [cat, "
            + word
            + "], stdin: none, parameters: {x: "
            + parameter
            + "}}}";
    assertThat(read(yaml).hints()).singleElement().asString().contains(hint);
  }

  @Test
  void a_script_is_taken_as_it_is() throws IOException {
    Configuration configuration =
        read(
            """
            programs:
              pipeline:
                script: |
                  awk '{print $1}' "$RETORT_SEQUENCE_FILE" | grep -c "$RETORT_PARAM_PATTERN" >hits
                parameters:
                  pattern: {type: string, allow_leading_dash: true}
                result: hits
            """);

    Program.Command pipeline = (Program.Command) configuration.programs().getFirst();
    assertThat(configuration.hints()).isEmpty();
    assertThat(pipeline.command().result()).isEqualTo("hits");
    assertThat(pipeline.command().invocation())
        .isEqualTo(
            new Invocation.Script(
                "awk '{print $1}' \"$RETORT_SEQUENCE_FILE\" | grep -c \"$RETORT_PARAM_PATTERN\" >hits\n",
                Set.of("pattern")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo $RETORT_PARAM_EVALU    | uses RETORT_PARAM_EVALU, which is never set; did you mean `RETORT_PARAM_EVALUE`?",
        "cat $RETORT_QUERY_SEQUENCE  | uses RETORT_QUERY_SEQUENCE, which is never set",
        "cat {sequence_file}         | holds {sequence_file}, but placeholders are not replaced in it; write \"$RETORT_SEQUENCE_FILE\"",
      })
  void a_script_that_hardly_fits_its_program_is_hinted_at(String script, String hint)
      throws IOException {
    String yaml =
        "programs: {a: {script: '"
            + script
            + "', stdin: none, parameters: {evalue: {type: number}}}}";
    assertThat(read(yaml).hints()).singleElement().asString().contains(hint);
  }

  @Test
  void a_pattern_that_can_take_long_is_hinted_at() throws IOException {
    String yaml =
        "programs: {a: {command: [cat], stdin: sequence, parameters: {x: {type: string, pattern: '%s'}}}}";

    assertThat(read(yaml.formatted("^(?=.*x)[a-z]+$")).hints())
        .singleElement()
        .asString()
        .contains("cannot be matched in linear time: ^(?=.*x)[a-z]+$");
    assertThat(read(yaml.formatted("^[a-z]+@[a-z]+$")).hints()).isEmpty();
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
    assertThat(own.isolated().child().env()).containsEntry("A", "b");
    assertThat(own.settings().limits().memory()).isEqualTo(64L << 20);
  }

  @Test
  void an_empty_file_a_missing_one_and_one_that_is_no_text_are_told() throws IOException {
    assertThat(problems("# nothing\n")).first().asString().contains("must be a mapping");
    Path file = directory.resolve("none.yaml");
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> ConfigFile.read(directory, file, HOST)))
        .hasMessageContaining("the file does not exist");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> ConfigFile.read(directory, file, HOST)))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void an_alias_that_holds_itself_ends_the_reading() throws IOException {
    assertThat(problems("programs: &a {x: *a}"))
        .anySatisfy(p -> assertThat(p).contains("contains itself"));
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
                stdin: none
            """);

    Program.Command program = (Program.Command) configuration.programs().getFirst();
    assertThat(program.command().invocation().words())
        .containsExactly(
            "cat", directory.resolve("plain.txt").toString(), "{{config_dir}", "plain.txt");
    assertThat(configuration.hints())
        .singleElement()
        .satisfies(hint ->
            assertThat(hint.toString())
                .contains("retort.yaml:3:63: plain.txt is next to")
                .contains("{config_dir}/plain.txt"));
  }

  @Test
  void a_program_that_takes_the_sequence_as_an_argument_takes_64_KiB() throws IOException {
    Configuration configuration = read("programs: {a: {command: [echo, '{query_sequence}']}}");

    assertThat(configuration.programs().getFirst().settings().description().sequence().maxBytes())
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [wc, -c]",
        "command: [wc, -c, \"{evalue}\"], parameters: {evalue: {type: number}}",
        "script: 'wc -c'"
      })
  void a_command_that_never_gets_its_input_is_told(String program) throws IOException {
    assertThat(read("programs:\n  count: {" + program + "}\n").hints())
        .singleElement()
        .asString()
        .contains("retort.yaml:2:10")
        .contains("`programs.count`: the command never gets its input")
        .contains("stdin: sequence");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [wc, -c], stdin: sequence",
        "command: [wc, -c], stdin: none",
        "command: [wc, -c], stdin: reads, files: {reads: }",
        "command: [wc, -c, \"{sequence_file}\"]",
        "command: [echo, \"x{query_sequence}\"]",
        "command: [wc, -c, \"{reads}\"], files: {reads: }",
        "command: [sh, -c, 'wc -c < $RETORT_SEQUENCE_FILE']",
        "script: 'wc -c < \"$RETORT_SEQUENCE_FILE\"'",
        "script: 'wc -c', stdin: sequence",
        "command: [date], sequence: none",
        "script: 'wc -c < \"$RETORT_FILE_READS\"', sequence: none, files: {reads: }",
        "command: [echo, {if: sequence_file, then: ['{sequence_file}']}], sequence: optional"
      })
  void a_command_that_gets_its_input_is_not_told(String program) throws IOException {
    assertThat(read("programs: {count: {" + program + "}}").hints()).isEmpty();
  }

  @Test
  void standard_input_is_the_sequence_nothing_or_a_file_of_the_program() throws IOException {
    assertThat(stdin("stdin: sequence")).isEqualTo(new StandardInput.TheSequence());
    assertThat(stdin("stdin: none")).isEqualTo(new StandardInput.Nothing());
    assertThat(stdin("stdin: reads, files: {reads: }")).isEqualTo(new StandardInput.File("reads"));
    assertThat(stdin("title: x")).isEqualTo(new StandardInput.Nothing());
    assertThat(problems("programs: {a: {command: [wc], stdin: read, files: {reads: }}}"))
        .singleElement()
        .asString()
        .contains("`programs.a.stdin` must be one of none, reads, sequence, got read")
        .contains("did you mean `reads`?");
  }

  private StandardInput stdin(String keys) throws IOException {
    var program = read("programs: {a: {command: [wc], " + keys + "}}").programs().getFirst();
    return ((Program.Command) program).command().stdin();
  }

  @Test
  void a_program_has_a_sequence_an_optional_one_or_none() throws IOException {
    for (Presence presence : Presence.values()) {
      String word = presence.name().toLowerCase(Locale.ROOT);
      assertThat(sequence("command: [date], sequence: " + word).presence()).isEqualTo(presence);
    }
    assertThat(sequence("command: [date]")).isEqualTo(SequenceParameter.DEFAULTS);
    assertThat(sequence("command: [date], decompress: gzip").packing()).isEqualTo(Packing.GZIP);
    assertThat(problems("programs: {a: {command: [date], sequence: no, decompress: zip}}"))
        .hasSize(2)
        .anyMatch(it -> it.contains("`programs.a.sequence` must be required or optional or none"))
        .anyMatch(it -> it.contains("`programs.a.decompress` must be gzip, got zip"));
  }

  private SequenceParameter sequence(String keys) throws IOException {
    return read("programs: {a: {" + keys + "}}")
        .programs()
        .getFirst()
        .settings()
        .description()
        .sequence();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [cat, '{sequence_file}']",
        "command: [echo, 'x{query_sequence}']",
        "script: 'cat $RETORT_SEQUENCE_FILE'",
        "command: [cat], stdin: sequence",
        "command: [date], max_sequence: 1kB",
        "command: [date], decompress: gzip"
      })
  void what_needs_a_sequence_is_refused_where_there_is_none(String program) throws IOException {
    assertThat(problems("programs: {a: {sequence: none, " + program + "}}"))
        .singleElement()
        .asString()
        .contains("`programs.a.sequence` is none, but ");
  }

  @Test
  void a_program_without_a_sequence_that_ignores_its_file_is_told() throws IOException {
    assertThat(read("programs: {a: {command: [wc], sequence: none, files: {reads: }}}").hints())
        .singleElement()
        .asString()
        .contains("never gets its input");
  }

  @Test
  void input_files_carry_the_names_that_a_program_expects() throws IOException {
    assertThat(sequence("command: [date], sequence_name: query.fasta").fileName())
        .isEqualTo("query.fasta");
    String files = "files: {reads: {name: reads.fastq.gz, keep_client_name: true}, model: }";
    assertThat(
            read("programs: {a: {command: [date], " + files + "}}")
                .programs()
                .getFirst()
                .settings()
                .description()
                .files())
        .containsExactly(
            new FileParameter("reads", true, 64 << 20, "reads.fastq.gz", true),
            new FileParameter("model", true, 64 << 20, "model", false));
    assertThat(
            problems(
                "programs: {a: {command: [date], sequence_name: a/b, files: {r: {name: '..'}}}}"))
        .hasSize(2)
        .allMatch(it -> it.contains("must be the name of a file"));
  }
}
