package dev.retort.example.proteinsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The command line from arguments to exit code, all but the call of `System.exit`.
final class ProteinSearchTest {
  private record Ended(int code, String out, String err) {}

  @TempDir Path directory;

  private Path database;
  private Path query;
  private Path hits;

  @BeforeEach
  void write_a_small_database() throws IOException {
    database = directory.resolve("database.fasta");
    query = directory.resolve("query.fasta");
    hits = directory.resolve("hits.tsv");
    Files.writeString(
        database,
        """
        >sp|P1|ONE First protein
        PPWHEAGAWGHEEPP
        >two
        WHEAEWGHEE
        >odd With odd residues
        WHUOJXBZ*
        """);
    Files.writeString(query, ">asked for\nWHEAGAWGHEE\n");
  }

  @Test
  void the_table_has_a_header_and_eight_columns() throws Exception {
    Ended ended = run();

    assertThat(ended.code()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(Files.readAllLines(hits))
        .containsExactly(
            HitTable.HEADER,
            "1\tsp|P1|ONE\t73\t100.0\t11\t1-11\t3-13\tFirst protein",
            "2\ttwo\t50\t81.8\t11\t1-11\t1-10\t",
            "3\todd\t19\t100.0\t2\t1-2\t1-2\tWith odd residues");
  }

  @Test
  void the_summary_names_the_query_and_the_best_hits() throws Exception {
    assertThat(run().out())
        .startsWith("asked, 11 residues, against 3 proteins")
        .containsPattern("1 +73 +100.0% +sp\\|P1\\|ONE First protein");
  }

  @Test
  void the_whole_database_is_searched_in_seconds() throws Exception {
    database = Data.PROTEINS;
    Files.writeString(query, Data.haemoglobinBeta().residues());

    assertThat(run("--top", "10").code()).isZero();

    List<String> rows = Files.readAllLines(hits);
    assertThat(rows).hasSize(11);
    assertThat(rows.subList(1, 11))
        .allSatisfy(row -> assertThat(Data.isGlobin(row.split("\t", -1)[1])).isTrue())
        .allSatisfy(row -> assertThat(row.split("\t", -1)).hasSize(8));
    assertThat(rows.get(1)).isEqualTo("1\tHBB_CALAR\t740\t96.6\t146\t1-146\t1-146\t");
  }

  @Test
  void no_hit_is_no_failure() throws Exception {
    Ended ended = run("--min-score", "1000");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("no protein scores high enough");
    assertThat(Files.readAllLines(hits)).containsExactly(HitTable.HEADER);
  }

  @ParameterizedTest
  @CsvSource({
    "'>a\nMV1HL', in a: '1' at position 3 is not an amino acid",
    "'', 'the query must be one protein, this one is empty'",
    "'>a\nMV\n>b\nMV', 'the query must be one protein, got 2'",
    "'>a\n', in a: no residues",
  })
  void a_bad_query_is_refused(String text, String complaint) throws Exception {
    Files.writeString(query, text);

    Ended ended = run();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("error: ").contains(complaint);
    assertThat(ended.out()).isEmpty();
    assertThat(hits).doesNotExist();
  }

  @Test
  void a_query_over_the_limit_is_refused() throws Exception {
    Files.writeString(query, "A".repeat(ProteinSearch.MAX_QUERY + 1));

    Ended ended = run();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("has 10001 residues, at most 10000");
  }

  @Test
  void nucleotides_are_searched_with_a_warning() throws Exception {
    Files.writeString(query, "ACGUACGUACGUACGUACGU");

    Ended ended = run();

    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("looks like DNA or RNA");
  }

  @ParameterizedTest
  @CsvSource({
    "--top, 0, '--top must be a whole number from 1 to 1000, got 0'",
    "--top, many, '--top must be a whole number from 1 to 1000, got many'",
    "--evalue, 1, unknown argument --evalue",
    "--query, twice, --query is given twice",
  })
  void bad_arguments_are_refused(String name, String value, String complaint) throws Exception {
    Ended ended = run(name, value);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains(complaint);
  }

  @Test
  void a_missing_or_faulty_database_is_not_blamed_on_the_query() throws Exception {
    database = directory.resolve("nowhere.fasta");
    Ended missing = run();
    database = Files.writeString(directory.resolve("faulty.fasta"), ">x\nMK?V\n");
    Ended faulty = run();

    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("cannot read " + directory.resolve("nowhere.fasta"));
    assertThat(faulty.code()).isEqualTo(1);
    assertThat(faulty.err()).contains("in x: '?' at position 3");
  }

  @Test
  void progress_goes_to_the_file_that_the_environment_names() throws Exception {
    Path progress = directory.resolve("progress");

    run(Map.of(SearchProgress.VARIABLE, progress.toString()));

    assertThat(Files.readAllLines(progress))
        .containsExactly("0.33 searched 1 of 3", "0.66 searched 2 of 3", "1.00 searched 3 of 3");
  }

  @Test
  void progress_that_cannot_be_written_costs_a_warning_only() throws Exception {
    Ended ended =
        run(Map.of(SearchProgress.VARIABLE, directory.resolve("nowhere/progress").toString()));

    assertThat(ended.code()).isZero();
    assertThat(ended.err()).startsWith("warning: progress is not reported");
    assertThat(ended.err().lines()).hasSize(1);
  }

  private Ended run(String... more) throws InterruptedException {
    return run(Map.of(), more);
  }

  private Ended run(Map<String, String> environment, String... more) throws InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--database", database.toString(),
                "--query", query.toString(),
                "--out", hits.toString()));
    words.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        ProteinSearch.run(
            words,
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
