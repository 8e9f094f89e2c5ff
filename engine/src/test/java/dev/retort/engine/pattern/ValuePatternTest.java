package dev.retort.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.regex.RegularExpressions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuePatternTest {
  private static final List<String> ATOMS =
      List.of(
          "a",
          "b",
          "é",
          "😀",
          ".",
          "\\d",
          "\\w",
          "\\s",
          "\\S",
          "\\D",
          "\\W",
          "\\b",
          "\\.",
          "\\/",
          "\\-",
          "\\t",
          "\\x41",
          "\\u00e9",
          "\\p{L}",
          "\\p{Lu}",
          "[ab]",
          "[^ab]",
          "[a-c]",
          "[\\w-]",
          "[\\w.-]",
          "[-a]",
          "[^\\s]",
          "[a-z0-9_.-]",
          "[\\p{L}']",
          "[\\]\\[]",
          "[+*?{}()|$^]",
          "^",
          "$",
          "-",
          "]",
          "}",
          "@",
          "[^\\n]",
          "(?:a|b)",
          "(?<name>a)",
          "(b)",
          "[a&b]",
          "\\_",
          "\\$");
  private static final List<String> QUANTIFIERS =
      List.of("", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{0,}", "{2}?");
  private static final List<String> TEXTS =
      List.of(
          "a", "b", "é", "É", "😀", "\n", "\r", "\u0085", "\u2028", " ", "\t", "\u000b", "1", "_",
          ".", "-", "A", "Z", "\\", "[", "]", "{", "}", "$", "^", "@", "/", "&", "|", "'");

  private static String pick(SplittableRandom random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String pattern(SplittableRandom random) {
    StringBuilder pattern = new StringBuilder();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      String part = pick(random, ATOMS);
      if (random.nextInt(6) == 0) {
        part = "(" + part + "|" + pick(random, ATOMS) + ")";
      }
      pattern.append(part).append(pick(random, QUANTIFIERS));
      if (random.nextInt(10) == 0) {
        pattern.append('|');
      }
    }
    return pattern.toString();
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(pick(random, TEXTS));
    }
    return text.toString();
  }

  private static boolean isValid(String pattern) {
    try {
      Pattern unused = java(pattern);
      return true;
    } catch (PatternSyntaxException invalid) {
      return false;
    }
  }

  private static Pattern java(String pattern) {
    return Pattern.compile(
        RegularExpressions.replaceLongformCharacterProperties(
            RegularExpressions.replaceDollarAnchors(pattern)));
  }

  @Test
  void patterns_that_are_matched_in_linear_time_mean_what_they_mean_to_java() {
    SplittableRandom random = new SplittableRandom(14);
    int compared = 0;
    for (int i = 0; i < 3_000; i++) {
      String pattern = pattern(random);
      if (!isValid(pattern) || !ValuePattern.compile(pattern).linear()) {
        continue;
      }
      compared++;
      ValuePattern linear = ValuePattern.compile(pattern);
      Pattern java = java(pattern);
      for (int j = 0; j < 20; j++) {
        String text = text(random);
        assertThat(linear.find(text))
            .as("%s in %s", pattern, text)
            .isEqualTo(java.matcher(text).find());
      }
    }
    assertThat(compared).as("patterns in linear time").isGreaterThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[A-Z]{3}$",
        "^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$",
        "^(a|b)*$",
        "^\\d{4}-\\d{2}-\\d{2}$",
        "^[ACGTN]{1,1000}$",
        "^\\p{L}[\\p{L}\\p{N} _-]*$",
        "^(?i:yes|no)$",
        "^https?:\\/\\/[^\\s]+$",
        "^[\\w.-]+$"
      })
  void usual_patterns_are_matched_in_linear_time(String pattern) {
    assertThat(ValuePattern.compile(pattern).linear()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(?=.*\\d).+$",
        "^(?!.*--).*$",
        "(a)\\1",
        "(?<=x)y",
        "a++",
        "[a-z&&[^b]]",
        "^[ACGT]{1,5000}$",
        "((a{1,1000}){1,1000}){1,1000}"
      })
  void other_patterns_are_still_taken(String pattern) {
    assertThat(ValuePattern.compile(pattern).linear()).isFalse();
  }

  @Test
  void patterns_with_look_around_or_large_counts_find_what_they_describe() {
    ValuePattern password = ValuePattern.compile("^(?=.*\\d)(?=.*[a-z]).{4,}$");
    ValuePattern bases = ValuePattern.compile("^[ACGT]{1,5000}$");

    assertThat(password.find("abc1")).isTrue();
    assertThat(password.find("abcd")).isFalse();
    assertThat(bases.find("ACGT".repeat(1_250))).isTrue();
    assertThat(bases.find("ACGT".repeat(1_251))).isFalse();
  }

  @Test
  void a_quadratic_pattern_takes_a_million_characters() {
    ValuePattern address = ValuePattern.compile("[a-z]+@[a-z]+");
    String name = "a".repeat(1_000_000);

    assertThat(address.find(name)).isFalse();
    assertThat(address.find(name + "@b")).isTrue();
  }

  @Test
  void a_nested_quantifier_takes_a_hundred_thousand_characters() {
    ValuePattern pattern = ValuePattern.compile("^(a|b)*$");

    assertThat(pattern.find("ab".repeat(50_000))).isTrue();
    assertThat(pattern.find("ab".repeat(50_000) + "c")).isFalse();
  }

  @Test
  void a_match_that_explodes_ends_with_a_sentence() {
    ValuePattern pattern = ValuePattern.compile("^(a|a)*\\1$");

    assertThatThrownBy(() -> pattern.find("a".repeat(60) + "b"))
        .isInstanceOf(PatternLimitException.class)
        .hasMessage(
            "takes too long to match against the pattern ^(a|a)*\\1$; send a shorter value");
  }

  @Test
  void a_match_that_recurses_too_deeply_ends_with_a_sentence() {
    ValuePattern pattern = ValuePattern.compile("^(?=a)(a|b)*$");

    assertThatThrownBy(() -> pattern.find("ab".repeat(5_000_000)))
        .isInstanceOf(PatternLimitException.class)
        .hasMessageEndingWith("send a shorter value");
  }

  @Test
  void a_match_ends_when_its_thread_is_interrupted() {
    ValuePattern pattern = ValuePattern.compile("[a-z]+@[a-z]+");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> pattern.find("a".repeat(1_000)))
          .isInstanceOf(PatternLimitException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void what_is_not_a_regular_expression_is_refused_with_the_reason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValuePattern.compile("^(a"))
        .withMessage("\"^(a\" is not a regular expression: Unclosed group near character 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ValuePattern.compile("(".repeat(100_000) + "a" + ")".repeat(100_000)))
        .withMessageStartingWith("\"((((")
        .withMessageContaining("…\" is not a regular expression: Stack overflow");
  }
}
