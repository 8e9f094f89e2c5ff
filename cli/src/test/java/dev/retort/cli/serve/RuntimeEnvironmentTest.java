package dev.retort.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a restart means where a server lives.
class RuntimeEnvironmentTest {
  @TempDir Path root;

  @Test
  void on_a_plain_machine_commands_are_adopted() {
    assertThat(RuntimeEnvironment.of(Map.of(), root).line())
        .contains("no container")
        .contains("adopts");
  }

  @Test
  void a_systemd_unit_is_known_by_its_invocation() {
    assertThat(RuntimeEnvironment.of(Map.of("INVOCATION_ID", "x"), root).line())
        .contains("systemd")
        .contains("KillMode=process");
  }

  @Test
  void a_container_is_known_by_its_marks_and_by_the_control_group_of_its_first_process()
      throws IOException {
    Path cgroup = root.resolve("proc/1/cgroup");
    Files.createDirectories(cgroup.getParent());
    Files.writeString(cgroup, "0::/kubepods/pod1\n");
    assertThat(RuntimeEnvironment.of(Map.of("INVOCATION_ID", "x"), root).line())
        .contains("a container (/proc/1/cgroup)")
        .contains("lost");
    Files.writeString(cgroup, "0::/init.scope\n");
    assertThat(RuntimeEnvironment.of(Map.of(), root).line()).contains("no container");
    Files.writeString(root.resolve(".dockerenv"), "");
    assertThat(RuntimeEnvironment.of(Map.of(), root).line()).contains("a container (/.dockerenv)");
  }
}
