package dev.retort.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of W3C Trace Context, section 3.2.
class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "03", "ff"})
  void version_00_comes_back_as_it_was(String flags) {
    String header = "00-" + TRACE + '-' + PARENT + '-' + flags;
    assertThat(TraceParent.parse(header)).contains(new TraceParent(TRACE, PARENT, flags));
    assertThat(TraceParent.parse(header).orElseThrow()).hasToString(header);
  }

  @ParameterizedTest
  @CsvSource({"01, 01", "cc, 01", "fe, 01", "01, 00"})
  void a_later_version_is_handed_on_as_version_00(String version, String flags) {
    String header = version + '-' + TRACE + '-' + PARENT + '-' + flags;
    String expected = "00-" + TRACE + '-' + PARENT + '-' + flags;
    assertThat(TraceParent.parse(header).orElseThrow()).hasToString(expected);
    assertThat(TraceParent.parse(header + "-more").orElseThrow()).hasToString(expected);
  }

  @Test
  void unknown_flags_of_a_later_version_are_left_out() {
    assertThat(TraceParent.parse("01-" + TRACE + '-' + PARENT + "-ff").orElseThrow())
        .hasToString("00-" + TRACE + '-' + PARENT + "-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
        "00-4bf92f3577b34da6a3ce929d0e0e473G-00f067aa0ba902b7-01",
        "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void anything_else_is_ignored(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @Test
  void no_trace_parent_has_invalid_parts() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent("", PARENT, "01"));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(TRACE, "x", "01"));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(TRACE, PARENT, "1"));
  }
}
