package dev.retort.warden.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.warden.client.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlGroupsTest {
  private static final String NAME = "retort-test";

  @TempDir Path machine;

  @Test
  void a_group_with_cpu_idle_is_preferred_to_an_earlier_one_without() throws IOException {
    ControlGroup.Mount without = mount(2, "without");
    ControlGroup.Mount with = mount(2, "with");
    Path idle = withCpuIdle(with);
    ControlGroups.Choice choice = ControlGroups.choose(NAME, List.of(without, with));
    assertThat(choice.group().map(ControlGroup::kind)).contains(new ControlGroup.Kind(2, true));
    assertThat(choice.group().map(ControlGroup::directory)).contains(idle.getParent());
    assertThat(idle).hasContent("1");
    assertThat(without.home()).isEmptyDirectory();
  }

  @Test
  void a_group_without_cpu_idle_is_used_where_there_is_no_other() throws IOException {
    ControlGroup.Mount first = mount(2, "first");
    ControlGroup.Mount second = mount(2, "second");
    ControlGroups.Choice choice = ControlGroups.choose(NAME, List.of(first, second));
    assertThat(choice.words()).isEqualTo("v2 without cpu.idle");
    assertThat(choice.group().map(ControlGroup::directory)).contains(first.home().resolve(NAME));
    assertThat(second.home()).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, v1 cpu.idle, true, cgroup",
    "1, false, v1 without cpu.idle, false, cgroup",
    "2, true, v2 cpu.idle, true, cookie",
    "2, false, v2 without cpu.idle, false, cookie",
  })
  void protection_is_judged_by_what_the_group_can_do(
      int version, boolean cpuIdle, String words, boolean idle, String proof) {
    Protection protection = protection(Optional.of(new ControlGroup.Kind(version, cpuIdle)), "");
    assertThat(protection.cgroup()).isEqualTo(words);
    assertThat(protection.proof().word()).isEqualTo(proof);
    assertThat(protection.priority().startsWith("cpu.idle")).isEqualTo(idle);
    assertThat(protection.warnings().stream().anyMatch(text -> text.contains("cpu.idle")))
        .isNotEqualTo(idle);
  }

  @Test
  void protection_without_a_group_says_why() {
    Protection protection = protection(Optional.empty(), "v1 cpu.idle is not writable");
    assertThat(protection.cgroup()).isEqualTo("none: v1 cpu.idle is not writable");
    assertThat(protection.cpuIdle()).isFalse();
    assertThat(protection.proof()).isEqualTo(Proof.COOKIE);
  }

  private static Protection protection(Optional<ControlGroup.Kind> group, String noGroup) {
    return new Protection(
        group,
        noGroup,
        LimitGroups.Means.GROUP_2,
        LimitGroups.Means.GROUP_2,
        Optional.empty(),
        false,
        true);
  }

  private ControlGroup.Mount mount(int version, String name) throws IOException {
    return new ControlGroup.Mount(version, Files.createDirectory(machine.resolve(name)));
  }

  /// The kernel makes the file `cpu.idle`; here it is there before the group is taken over.
  private static Path withCpuIdle(ControlGroup.Mount mount) throws IOException {
    Path group = Files.createDirectory(mount.home().resolve(NAME));
    return Files.createFile(group.resolve("cpu.idle"));
  }
}
