package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.Engine;

class BlockingContractTest extends RunnerContract {
  @Override
  Program program(ProgramSettings settings) {
    return new Program.Blocking("kind", settings, new ContractCode());
  }

  @Override
  String output(Engine engine, Experiment experiment) {
    return engine.result(experiment.id()).orElseThrow();
  }

  @Override
  void checkCap(Engine engine, Experiment flooded) {
    assertThat(flooded.state().end().reason()).isEqualTo(Reason.EXIT);
    assertThat(flooded.state().end().message()).contains("at most 1000000 characters");
    assertThat(engine.result(flooded.id())).isEmpty();
  }
}
