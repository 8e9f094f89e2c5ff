package dev.retort.example.proteinsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResiduesTest {
  @ParameterizedTest
  @CsvSource({
    "MUV, MCV", // selenocysteine
    "MOV, MKV", // pyrrolysine
    "MJV, MLV", // leucine or isoleucine
    "BZX, BZX",
    "mkv, MKV",
    "MKV*, MKV",
    "MK*V, MK*V",
    "' M K\tV ', MKV",
  })
  void odd_residues_are_brought_into_the_alphabet(String raw, String canonical) {
    assertThat(Residues.canonical(raw)).isEqualTo(canonical);
  }

  @Test
  void every_letter_of_the_latin_alphabet_is_taken() {
    assertThat(Residues.canonical("ABCDEFGHIJKLMNOPQRSTUVWXYZ")).hasSize(26);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "MV1HL | '1' at position 3 is not an amino acid",
        "MV-HL | '-' at position 3 is not an amino acid",
        "M V?L | '?' at position 3 is not an amino acid",
        "MVÄHL | U+00C4 at position 3 is not an amino acid",
        "12MV3 | 3 characters are not amino acids, the first is '1' at position 1",
      })
  void a_bad_residue_is_refused_with_its_position(String raw, String complaint) {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> Residues.canonical(raw))
        .withMessageStartingWith(complaint);
  }
}
