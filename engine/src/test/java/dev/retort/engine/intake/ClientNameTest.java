package dev.retort.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientNameTest {
  @ParameterizedTest
  @CsvSource({
    "reads.fastq.gz,       reads.fastq.gz",
    "Probe 1.fq,           Probe_1.fq",
    "résultat.fa,          résultat.fa",
    "-rf,                  _rf",
    ".bashrc,              _bashrc",
    "a;b$(c)`d`&e|f.txt,   a_b__c__d__e_f.txt",
    "a'b.txt,              a_b.txt",
    "..,                   ",
    "___,                  "
  })
  void a_name_is_made_safe(String sent, String safe) {
    assertThat(ClientName.safe(sent).orElse(null)).isEqualTo(safe);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ä", "𝒳"})
  void a_long_name_keeps_its_extension(String letter) {
    String safe = ClientName.safe(letter.repeat(255) + ".fastq.gz").orElseThrow();
    assertThat(safe).endsWith(letter + ".fastq.gz");
    assertThat(safe.getBytes(StandardCharsets.UTF_8).length).isBetween(190, 200);
  }

  @Test
  void a_name_without_an_extension_is_shortened_at_its_end() {
    assertThat(ClientName.safe("x".repeat(255))).contains("x".repeat(200));
  }
}
