package dev.retort.engine;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.intake.Intake;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Submits the query of an experiment again, with copies of its inputs.
final class Rerun {
  private final Engine engine;
  private final Intake intake;

  Rerun(Engine engine, Intake intake) {
    this.engine = engine;
    this.intake = intake;
  }

  Acceptance of(Experiment experiment, @Nullable String idempotencyKey) {
    Query query = experiment.query();
    List<Spool> spools = new ArrayList<>();
    try {
      Spool sequence = open(spools, engine.spool("query_sequence", query.sequence().bytes()));
      try (InputStream in = engine.sequence(experiment)) {
        in.transferTo(sequence);
      }
      Map<String, Input> files = new LinkedHashMap<>();
      for (AttachedFile file : query.files()) {
        Spool copy = open(spools, engine.spoolFile(file.name(), file.bytes()));
        try (InputStream in = engine.attachedFile(experiment, file)) {
          in.transferTo(copy);
        }
        files.put(file.name(), copy.input());
      }
      SubmitRequest request =
          new SubmitRequest(
              query.program(),
              query.name(),
              sequence.input(),
              new Parameters.Json(query.parameters()),
              files,
              query.options().again(),
              idempotencyKey);
      return intake.submit(request, experiment.id());
    } catch (IOException failed) {
      throw new RetortException("cannot read the input of " + experiment.id(), failed);
    } finally {
      spools.forEach(Spool::close);
    }
  }

  private static Spool open(List<Spool> spools, Spool spool) {
    spools.add(spool);
    return spool;
  }
}
