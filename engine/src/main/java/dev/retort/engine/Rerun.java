package dev.retort.engine;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.intake.Intake;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.InputChangedException;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.RerunChanges;
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
  private final ProgramCatalog catalog;

  Rerun(Engine engine, Intake intake, ProgramCatalog catalog) {
    this.engine = engine;
    this.intake = intake;
    this.catalog = catalog;
  }

  Acceptance of(Experiment experiment, RerunChanges changes, @Nullable String idempotencyKey) {
    Query query = experiment.query();
    Parameters parameters =
        catalog.require(query.program()).schema().change(query.parameters(), changes.parameters());
    SubmitOptions options =
        query
            .options()
            .again()
            .withLabels(changes.labels(query.labels()))
            .withTraceparent(changes.traceparent());
    Integer priority = changes.priority();
    String owner = changes.owner();
    List<Spool> spools = new ArrayList<>();
    try {
      Input sequence =
          query.sequence().isAbsent()
              ? new Input.Absent()
              : copy(
                  experiment,
                  open(spools, engine.spool("query_sequence", query.sequence().bytes())),
                  new Original(
                      "query_sequence",
                      query.sequence().bytes(),
                      () -> engine.sequence(experiment)));
      Map<String, Input> files = new LinkedHashMap<>();
      for (AttachedFile file : query.files()) {
        Spool spool =
            open(spools, engine.spoolFile(file.name(), file.bytes())).named(file.clientName());
        Original original =
            new Original(
                "file " + file.name(), file.bytes(), () -> engine.attachedFile(experiment, file));
        files.put(file.name(), copy(experiment, spool, original));
      }
      SubmitRequest request =
          new SubmitRequest(
              query.program(),
              query.name(),
              sequence,
              parameters,
              files,
              priority == null ? options : options.withPriority(priority),
              idempotencyKey,
              owner == null ? query.owner() : owner);
      return intake.submit(request, experiment.id());
    } finally {
      spools.forEach(Spool::close);
    }
  }

  private static Spool open(List<Spool> spools, Spool spool) {
    spools.add(spool);
    return spool;
  }

  /// An input of the earlier experiment.
  ///
  /// @param bytes its size when the client sent it
  private record Original(String what, long bytes, Source source) {}

  private interface Source {
    InputStream open() throws IOException;
  }

  /// @throws InputChangedException unless the original is there, with its size
  private static Input copy(Experiment experiment, Spool spool, Original original) {
    long copied;
    try (InputStream in = original.source().open()) {
      copied = in.transferTo(spool);
    } catch (IOException | SequenceTooLargeException changed) {
      throw new InputChangedException(experiment.id(), original.what(), changed);
    }
    if (copied != original.bytes()) {
      throw new InputChangedException(experiment.id(), original.what(), null);
    }
    return spool.input();
  }
}
