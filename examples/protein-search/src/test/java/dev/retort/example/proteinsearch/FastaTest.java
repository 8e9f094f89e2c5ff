package dev.retort.example.proteinsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FastaTest {
  @TempDir Path directory;

  @Test
  void a_gzipped_file_is_read_whole() throws IOException {
    assertThat(Data.proteins())
        .hasSize(2000)
        .filteredOn(protein -> protein.id().equals("sp|P02135|HBB_LITCT"))
        .singleElement()
        .satisfies(protein -> {
          assertThat(protein.description()).startsWith("Hemoglobin subunit beta OS=");
          assertThat(protein.length()).isEqualTo(140);
        });
  }

  @Test
  void bare_residues_are_one_protein() throws IOException {
    assertThat(Fasta.read(file("MKV\nLAA\n")))
        .containsExactly(new Protein(Fasta.UNNAMED, "", "MKVLAA"));
  }

  @Test
  void line_ends_of_windows_and_a_byte_order_mark_do_no_harm() throws IOException {
    assertThat(Fasta.read(file("\uFEFF>a first\tone\r\nMKV\r\n\r\n>b\r\nLAA")))
        .containsExactly(new Protein("a", "first one", "MKV"), new Protein("b", "", "LAA"));
  }

  @Test
  void an_empty_file_holds_no_proteins() throws IOException {
    assertThat(Fasta.read(file(" \n\n"))).isEmpty();
  }

  @Test
  void a_header_without_residues_is_refused() throws IOException {
    Path file = file(">a\nMKV\n>b\n>c\nMKV\n");
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> Fasta.read(file))
        .withMessage("in b: no residues");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("proteins.fasta"), text);
  }
}
