package dev.retort.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.config.Configuration;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs of Debian through the API, as a laboratory would configure them.
@LongProof
final class RealProgramsTest {
  private static final Path PROTEINS =
      Path.of("").toAbsolutePath().resolveSibling("examples/protein-search/data/proteins.fasta.gz");

  @TempDir Path directory;

  /// A server with the programs of a configuration file, and a client.
  private record Laboratory(Engine engine, RetortServer server, RetortClient client)
      implements AutoCloseable {
    String result(NewQuery query) {
      String id = client.submit(query).experimentId();
      RemoteExperiment end = client.await(id, Duration.ofMinutes(5));
      assertThat(end.status()).as("%s", end).isEqualTo(Status.FINISHED);
      ByteArrayOutputStream result = new ByteArrayOutputStream();
      client.result(id, result);
      return result.toString(UTF_8);
    }

    @Override
    public void close() {
      client.close();
      server.close();
      engine.close();
    }
  }

  private Laboratory serve(String yaml) throws IOException {
    Files.writeString(directory.resolve("retort.yaml"), yaml);
    Configuration configuration = ConfigFile.read(directory, ConfigFile.DEFAULT, System.getenv());
    assertThat(configuration.hints()).isEmpty();
    Engine engine =
        Engine.builder(directory.resolve("data"))
            .store(SqliteStore::open)
            .programs(configuration.programs())
            .open();
    RetortServer server = RetortServer.builder(engine).port(0).start();
    return new Laboratory(engine, server, RetortClient.at(server.uri()));
  }

  private static void needs(String... programs) {
    for (String program : programs) {
      boolean installed =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
              .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
      Needed.here(program, installed);
    }
  }

  private void prepare(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prepared").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("prepared"))).isZero();
  }

  private static String proteins() throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(PROTEINS))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /// The first proteins, each as FASTA.
  private static List<String> proteins(int number) throws IOException {
    return Stream.of(proteins().split("(?m)^(?=>)")).limit(number).toList();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  @Test
  void blastp_takes_optional_flags_and_a_packed_query() throws Exception {
    needs("blastp", "makeblastdb");
    Files.writeString(directory.resolve("proteins.fasta"), proteins());
    prepare("makeblastdb", "-in", "proteins.fasta", "-dbtype", "prot", "-out", "proteins");
    String configuration =
        """
        programs:
          blastp:
            command: [blastp, -query, "{sequence_file}", -db, "{config_dir}/proteins",
              -outfmt, 6 qseqid saccver evalue, {if: evalue, then: [-evalue, "{evalue}"]},
              {if: ungapped, then: [-ungapped, -comp_based_stats, F]}, -out, hits.tsv]
            result: hits.tsv
            sequence_name: query.fasta
            decompress: gzip
            parameters:
              evalue: {type: number, exclusiveMinimum: 0, optional: true}
              ungapped: {type: boolean, default: false}
        """;
    try (Laboratory laboratory = serve(configuration)) {
      String protein = proteins(1).getFirst();
      String name = protein.substring(1, protein.indexOf(' '));

      String all = laboratory.result(NewQuery.of("all", protein));
      assertThat(all.lines().findFirst().orElseThrow()).startsWith(name + "\t" + name);
      String few =
          laboratory.result(NewQuery.of("few", protein).withParameters(Map.of("evalue", 1e-40)));
      assertThat(few.lines().count()).isBetween(1L, all.lines().count() - 1);
      assertThat(
              laboratory.result(
                  NewQuery.of("ungapped", protein).withParameters(Map.of("ungapped", true))))
          .contains(name);
      Path packed = file("query.fasta.gz", gzip(protein));
      assertThat(laboratory.result(NewQuery.of("packed", packed))).isEqualTo(all);
    }
  }

  @Test
  void hmmsearch_takes_two_inputs() throws Exception {
    needs("hmmsearch", "hmmbuild");
    String protein = proteins(1).getFirst();
    Files.writeString(directory.resolve("one.afa"), protein);
    prepare("hmmbuild", "--amino", "--informat", "afa", "-n", "hypA", "one.hmm", "one.afa");
    String configuration =
        """
        programs:
          hmmsearch:
            command: [hmmsearch, --noali, {if: evalue, then: [-E, "{evalue}"]}, --tblout, hits.tbl,
              "{model}", "{sequence_file}"]
            result: hits.tbl
            sequence_name: proteins.fasta
            files: {model: {name: model.hmm, keep_client_name: true}}
            parameters:
              evalue: {type: number, exclusiveMinimum: 0, optional: true}
        """;
    try (Laboratory laboratory = serve(configuration)) {
      Path proteins = file("all.fasta", String.join("", proteins(200)).getBytes(UTF_8));
      NewQuery query =
          NewQuery.of("hypA", proteins).withFiles(Map.of("model", directory.resolve("one.hmm")));
      String hits = laboratory.result(query);
      String name = protein.substring(1, protein.indexOf(' '));
      assertThat(hits).contains(name).contains("one.hmm");
      assertThat(
              laboratory.result(
                  query.withParameters(Map.of("evalue", 1e-30)).withIdempotencyKey("strict")))
          .contains(name);
    }
  }

  @Test
  void mafft_runs_in_a_pipeline() throws Exception {
    needs("mafft");
    String configuration =
        """
        programs:
          mafft:
            script: |
              mafft --quiet --maxiterate "$RETORT_PARAM_ROUNDS" "$RETORT_SEQUENCE_FILE" |
                tr a-z A-Z | sed '/^>/!s/-/./g' > aligned.fasta
            result: aligned.fasta
            parameters:
              rounds: {type: integer, minimum: 0, maximum: 1000, default: 2}
        """;
    try (Laboratory laboratory = serve(configuration)) {
      String fasta =
          ">a; echo '$(x)'\\nMSFAQAILDTVMKVAEQNNAKKINAVHIVIGNLLML\\n>b\\nMSFAQAILDTVMKVAEQNNAKKHIVIGNLLML\\n"
              .replace("\\n", "\n");
      String aligned = laboratory.result(NewQuery.of("two", fasta));
      Set<Integer> lengths =
          Stream.of(aligned.split("(?m)^>.*$"))
              .map(String::strip)
              .filter(sequence -> !sequence.isEmpty())
              .map(sequence -> sequence.replace("\n", "").length())
              .collect(Collectors.toSet());
      assertThat(lengths).containsExactly(36);
      assertThat(aligned.toUpperCase(java.util.Locale.ROOT))
          .contains("ECHO '$(X)'")
          .contains("....");
    }
  }

  @Test
  void samtools_gets_files_with_the_extensions_that_it_knows() throws Exception {
    needs("samtools");
    String configuration =
        """
        programs:
          faidx:
            script: |
              samtools faidx "$RETORT_SEQUENCE_FILE" chr2:3-6
              ls "${RETORT_SEQUENCE_FILE%/*}" >&2
            sequence_name: genome.fa
          import:
            script: |
              gzip -t "$RETORT_FILE_READS"
              samtools import -0 "$RETORT_FILE_READS" -o reads.sam
              grep -v '^@' reads.sam
            sequence: none
            files: {reads: {name: reads.fastq.gz, keep_client_name: true}}
        """;
    try (Laboratory laboratory = serve(configuration)) {
      NewQuery genome =
          NewQuery.of("genome", ">chr1\nAAAA\n>chr2\nACGTACGT\n").withProgram("faidx");
      assertThat(laboratory.result(genome)).isEqualTo(">chr2:3-6\nGTAC\n");

      Path reads = file("probe 7.fastq.gz", gzip("@r1\nACGT\n+\nIIII\n"));
      assertThat(
              laboratory.result(
                  NewQuery.of("reads").withProgram("import").withFiles(Map.of("reads", reads))))
          .startsWith("r1\t4\t*")
          .contains("ACGT\tIIII");
    }
  }
}
