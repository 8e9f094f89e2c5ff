package dev.retort.example.proteinsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `LocalScore` and `LocalAlignment` on pairs that can be checked by hand, and against each other.
final class AlignmentTest {
  @Test
  void a_peptide_against_itself_scores_the_diagonal_of_the_matrix() {
    Protein peptide = Data.protein("HEAGAWGHEE");
    int diagonal = 8 + 5 + 4 + 6 + 4 + 11 + 6 + 8 + 5 + 5;

    assertThat(score(peptide, peptide)).isEqualTo(diagonal);
    assertThat(LocalAlignment.of(peptide, peptide))
        .isEqualTo(new Hit(peptide, diagonal, 1.0, 10, new Hit.Range(1, 10), new Hit.Range(1, 10)));
  }

  @Test
  void a_gap_costs_eleven_and_one_for_each_residue() {
    // WHEAGGAWGHEE
    // WHEA--EWGHEE
    Protein query = Data.protein("PPWHEAGGAWGHEE");
    Protein subject = Data.protein("WHEAEWGHEE");
    int left = 11 + 8 + 5 + 4;
    int gap = 11 + 2;
    int right = -1 + 11 + 6 + 8 + 5 + 5;

    assertThat(score(query, subject)).isEqualTo(left - gap + right);
    assertThat(score(subject, query)).isEqualTo(left - gap + right);
    assertThat(LocalAlignment.of(query, subject))
        .isEqualTo(
            new Hit(
                subject,
                left - gap + right,
                9 / 12.0,
                12,
                new Hit.Range(3, 14),
                new Hit.Range(1, 10)));
  }

  @Test
  void what_surrounds_the_best_region_counts_for_nothing() {
    assertThat(score(Data.protein("PPPPWWWPPPP"), Data.protein("GGWWWGG"))).isEqualTo(33);
  }

  @Test
  void proteins_without_a_pair_that_scores_do_not_align() {
    assertThat(score(Data.protein("PPP"), Data.protein("WWWW"))).isZero();
  }

  @Test
  void odd_residues_are_scored_by_their_own_rows() {
    assertThat(score(Data.protein("WBW"), Data.protein("WDW"))).isEqualTo(11 + 4 + 11);
    assertThat(score(Data.protein("WZW"), Data.protein("WEW"))).isEqualTo(11 + 4 + 11);
    assertThat(score(Data.protein("WXW"), Data.protein("WEW"))).isEqualTo(11 - 1 + 11);
    assertThat(score(Data.protein("W*W"), Data.protein("WEW"))).isEqualTo(11 - 4 + 11);
  }

  @Test
  void the_score_alone_is_the_score_of_biojavas_alignment() throws IOException {
    List<Protein> proteins = Data.proteins();
    LocalScore score = new LocalScore(Data.haemoglobinBeta());
    for (int i = 0; i < proteins.size(); i += 20) {
      Protein subject = proteins.get(i);
      Hit hit = LocalAlignment.of(Data.haemoglobinBeta(), subject);
      assertThat(score.of(subject)).as(subject.id()).isEqualTo(hit.score());
    }
  }

  private static int score(Protein query, Protein subject) {
    return new LocalScore(query).of(subject);
  }
}
