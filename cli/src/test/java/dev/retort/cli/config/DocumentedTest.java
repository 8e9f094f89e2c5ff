package dev.retort.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.cli.config.yaml.ConfigProblem;
import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Yaml;
import dev.retort.core.program.Program;
import dev.retort.core.program.Retention;
import dev.retort.core.program.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The configuration reference says what the reader does.
class DocumentedTest {
  private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

  @TempDir Path directory;

  private static String example() throws IOException {
    return example(DOCS.resolve("configuration.md"));
  }

  private static String example(Path document) throws IOException {
    Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(document));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static String schema() throws IOException {
    return Files.readString(DOCS.resolve("retort.schema.json"));
  }

  private static JsonNode json(String yaml) {
    return Yaml.json(Yaml.parse(yaml, "example", new ConfigProblems("example")).orElseThrow());
  }

  @Test
  void the_example_is_read_and_fits_the_schema() throws IOException {
    install("blastp", "python3");
    Files.writeString(directory.resolve("retort.yaml"), example());

    Configuration configuration =
        ConfigFile.read(
            directory,
            ConfigFile.DEFAULT,
            Map.of("PATH", directory.toString(), "OMP_NUM_THREADS", "1"));

    assertThat(configuration.programs()).hasSize(2);
    assertThat(configuration.hints()).isEmpty();
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema(), InputFormat.JSON);
    assertThat(compiled.validate(json(example()))).isEmpty();
    assertThat(compiled.validate(json("programs: {a: {comand: [x], timeout: 3}}"))).isNotEmpty();
  }

  private void install(String... programs) throws IOException {
    for (String program : programs) {
      Path file = Files.writeString(directory.resolve(program), "");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  @Test
  void the_example_of_the_readme_is_read_too() throws IOException {
    String example = example(DOCS.resolveSibling("README.md"));
    install("blastp");
    Path jar = Files.createDirectories(directory.resolve("lib")).resolve("fold.jar");
    try (var entries = new JarOutputStream(Files.newOutputStream(jar))) {
      entries.putNextEntry(new JarEntry("com/example/Fold.class"));
    }
    Files.writeString(directory.resolve("retort.yaml"), example);

    Configuration configuration =
        ConfigFile.read(directory, ConfigFile.DEFAULT, Map.of("PATH", directory.toString()));

    assertThat(configuration.programs())
        .extracting(Program::name)
        .containsExactly("blastp", "fold");
    assertThat(configuration.hints()).isEmpty();
    assertThat(configuration.programs())
        .allSatisfy(
            program -> assertThat(program.settings().retention()).isEqualTo(Retention.DEFAULT));
    assertThat(configuration.programs().getFirst().settings().retry())
        .extracting(RetryPolicy::maxAttempts, RetryPolicy::on)
        .containsExactly(RetryPolicy.DEFAULT.maxAttempts(), RetryPolicy.DEFAULT.on());
  }

  @Test
  void schema_and_reference_know_the_keys_that_the_reader_knows() throws IOException {
    JsonNode schema = JsonMapper.builder().build().readTree(schema());
    String reference = Files.readString(DOCS.resolve("configuration.md"));
    Path file = Files.writeString(directory.resolve("all.yaml"), "x: 1\nprograms: {a: {x: 1}}");

    ConfigException refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            ConfigException.class, () -> ConfigFile.read(directory, file, Map.of()));

    assertThat(known(refused, "unknown key `x`;"))
        .containsExactlyInAnyOrderElementsOf(schema.get("properties").propertyNames());
    JsonNode program = schema.get("$defs").get("program").get("properties");
    assertThat(known(refused, "unknown key `x` in `programs.a`"))
        .containsExactlyInAnyOrderElementsOf(program.propertyNames())
        .allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
  }

  @Test
  void the_committed_schema_is_the_one_that_the_keys_declare() throws IOException {
    assertThat(schema())
        .as("write it anew: ./retort check --schema > docs/retort.schema.json")
        .isEqualTo(ConfigSchema.text() + "\n");
  }

  @Test
  void every_declared_default_fits_its_own_schema() {
    JsonNode schema = JsonMapper.shared().readTree(ConfigSchema.text());
    List<JsonNode> defaults =
        schema.findParents("default").stream()
            .filter(each -> each.get("default").isValueNode() || each.get("default").isArray())
            .toList();

    assertThat(defaults)
        .hasSizeGreaterThan(15)
        .allSatisfy(declared -> {
          Schema own =
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(declared);
          assertThat(own.validate(declared.get("default"))).as(declared::toString).isEmpty();
        });
  }

  @Test
  void schema_and_reader_agree_on_values_at_the_limits() throws IOException {
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigSchema.text(), InputFormat.JSON);
    for (String value :
        List.of(
            "concurrency: 1024",
            "concurrency: 1025",
            "concurrency: 0",
            "memory: 1MiB",
            "memory: 1048575",
            "memory: 1 MIB",
            "memory: 1iB",
            "cpus: 0",
            "cpus: 0.5",
            "timeout: 1m30s",
            "timeout: ''",
            "timeout: 30",
            "stdout_limit: 0",
            "sandbox: bubblewrap",
            "sandbox: Bubblewrap",
            "success_codes: any",
            "success_codes: []",
            "success_codes: [256]",
            "retention: forever",
            "retention: {age: forever, number: 0}",
            "retention: {number: -1}",
            "retry: {on: [poison]}",
            "env: {RETORT_X: y}",
            "files: {f: }",
            "files: {f: {max_size: 0}}",
            "parameters: {x: {type: integer, optional: true, allow_leading_dash: true}}",
            "parameters: {x: {optional: 1}}",
            "parameters: {x: {allow_leading_dash: no}}",
            "parameters: {x: {type: nmber}}",
            "default: yes")) {
      String yaml = "programs: {a: {command: [/bin/true], " + value + "}}";
      Files.writeString(directory.resolve("retort.yaml"), yaml);
      boolean read = true;
      try {
        ConfigFile.read(directory, ConfigFile.DEFAULT, Map.of());
      } catch (ConfigException refused) {
        read = false;
      }
      assertThat(compiled.validate(json(yaml)).isEmpty()).as(value).isEqualTo(read);
    }
  }

  private static String[] known(ConfigException refused, String problem) {
    return refused.problems().stream()
        .map(ConfigProblem::toString)
        .filter(text -> text.contains(problem))
        .map(text -> text.substring(text.indexOf("known words are ") + "known words are ".length()))
        .findFirst()
        .orElseThrow()
        .split(", ");
  }
}
