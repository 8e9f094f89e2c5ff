package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

class IsolatedContractTest extends RunnerContract {
  private static final long CAP = 1_000;

  @Override
  Program program(ProgramSettings settings) {
    return new Program.Isolated(
        "kind",
        settings,
        new IsolatedSettings(
            ContractCode.class.getName(),
            List.of(),
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            ChildSettings.DEFAULTS.withLogs(new ChildSettings.LogLimits(CAP, CAP))));
  }

  @Override
  String output(Engine engine, Experiment experiment) throws IOException {
    assertThat(engine.files(experiment).result())
        .get()
        .satisfies(file -> assertThat(file).exists());
    return Files.readString(engine.files(experiment).stdout());
  }

  @Override
  void checkCap(Engine engine, Experiment flooded) throws IOException {
    assertThat(flooded.state().end().message()).contains("at most 1000000 characters");
    assertThat(engine.files(flooded).work().resolve("result.json")).doesNotExist();
    assertThat(Files.readString(engine.files(flooded).stdout()))
        .hasSize((int) CAP)
        .doesNotContain("retort");
  }
}
