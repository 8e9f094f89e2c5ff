package dev.retort.server.sets;

import dev.retort.core.BacklogFullException;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.UnknownProgramException;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.engine.Engine;
import dev.retort.engine.files.Spool;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.InputChangedException;
import dev.retort.engine.submit.RerunChanges;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// What happens to each experiment of a set. A repeated action changes nothing more. Thread-safe.
sealed interface SetAction {
  String GONE = "gone";
  String ALREADY_ENDED = "already_ended";
  String NOT_ENDED = "not_ended";
  String KEPT = "kept";
  String UNCHANGED = "unchanged";

  /// Why the action leaves an experiment of the set as it is, as far as its state says; empty if it
  /// changes it.
  Optional<String> skips(Experiment experiment, Set<ExperimentId> set);

  /// Performs the action, and returns why it changed nothing; empty if it did.
  Optional<String> perform(Engine engine, Experiment experiment);

  /// Cancels what has not ended.
  record CancelAll() implements SetAction {
    @Override
    public Optional<String> skips(Experiment experiment, Set<ExperimentId> set) {
      return experiment.status().ended() ? Optional.of(ALREADY_ENDED) : Optional.empty();
    }

    @Override
    public Optional<String> perform(Engine engine, Experiment experiment) {
      return switch (engine.cancel(experiment.id())) {
        case CancelAnswer.Done _, CancelAnswer.Requested _ -> Optional.empty();
        case CancelAnswer.AlreadyEnded _ -> Optional.of(ALREADY_ENDED);
        case CancelAnswer.Unknown _ -> Optional.of(GONE);
      };
    }
  }

  /// Deletes what has ended and is not kept.
  ///
  /// @param cancel whether to cancel first what has not ended
  record DeleteAll(boolean cancel) implements SetAction {
    @Override
    public Optional<String> skips(Experiment experiment, Set<ExperimentId> set) {
      if (experiment.state().keep()) {
        return Optional.of(KEPT);
      }
      return experiment.status().ended() || cancel ? Optional.empty() : Optional.of(NOT_ENDED);
    }

    @Override
    public Optional<String> perform(Engine engine, Experiment experiment) {
      ExperimentId id = experiment.id();
      return switch (cancel ? engine.cancelAndDelete(id) : engine.delete(id)) {
        case DeleteAnswer.Done _ -> Optional.empty();
        case DeleteAnswer.NotEnded _ -> cancel ? Optional.empty() : Optional.of(NOT_ENDED);
        case DeleteAnswer.Kept _ -> Optional.of(KEPT);
        case DeleteAnswer.Unknown _ -> Optional.of(GONE);
      };
    }
  }

  /// Exempts experiments from retention, or reverts that.
  record KeepAll(boolean keep) implements SetAction {
    @Override
    public Optional<String> skips(Experiment experiment, Set<ExperimentId> set) {
      return experiment.state().keep() == keep ? Optional.of(UNCHANGED) : Optional.empty();
    }

    @Override
    public Optional<String> perform(Engine engine, Experiment experiment) {
      return engine.keep(experiment.id(), keep).isEmpty() ? Optional.of(GONE) : Optional.empty();
    }
  }

  /// Submits the queries again, each once: a rerun of an experiment that is in the set too is left
  /// out.
  ///
  /// @param key the client's idempotency key; each experiment has one that is derived from it
  record RerunAll(RerunChanges changes, String key) implements SetAction {
    @Override
    public Optional<String> skips(Experiment experiment, Set<ExperimentId> set) {
      ExperimentId first = experiment.query().rerunOf();
      return first != null && set.contains(first)
          ? Optional.of("rerun_of_matched")
          : Optional.empty();
    }

    @Override
    public Optional<String> perform(Engine engine, Experiment experiment) {
      try {
        return engine
            .rerun(experiment.id(), changes, keyOf(experiment))
            .map(RerunAll::repeated)
            .orElse(Optional.of(GONE));
      } catch (InputChangedException changed) {
        return Optional.of("input_changed");
      } catch (UnknownProgramException unknown) {
        return Optional.of("unknown_program");
      } catch (InvalidQueryException invalid) {
        return Optional.of("not_valid");
      } catch (BacklogFullException full) {
        return Optional.of("backlog_full");
      } catch (SequenceTooLargeException tooLarge) {
        return Optional.of("too_large");
      } catch (IdempotencyMismatchException other) {
        return Optional.of("idempotency_mismatch");
      }
    }

    private static Optional<String> repeated(Acceptance acceptance) {
      return acceptance.replayed() ? Optional.of("already_rerun") : Optional.empty();
    }

    private String keyOf(Experiment experiment) {
      String text = key + '\n' + experiment.id();
      byte[] digest = Spool.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
      return "set-" + HexFormat.of().formatHex(digest);
    }
  }
}
