package dev.retort.chaos.rig;

import dev.retort.chaos.check.Remains;
import dev.retort.chaos.check.Seen;
import dev.retort.client.ExperimentPage;
import dev.retort.client.LogStream;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteFilter;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import dev.retort.core.Status;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the checker's data from a server. Not thread-safe.
final class ServerApi {
  /// The label for a query's key.
  static final String KEY = "key";

  private static final int PAGE = 1_000;

  private final RetortClient client;

  ServerApi(RetortClient client) {
    this.client = client;
  }

  /// All experiments in the order of their acceptance.
  List<RemoteExperiment> all() {
    List<RemoteExperiment> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      ExperimentPage page = client.page(RemoteFilter.ALL, cursor, PAGE);
      all.addAll(page.experiments());
      cursor = page.next();
    } while (cursor != null);
    return all.reversed();
  }

  /// The ends of all ended experiments.
  Map<String, Seen.End> ends() {
    Map<String, Seen.End> ends = new HashMap<>();
    for (RemoteExperiment each : all()) {
      if (each.status().ended()) {
        ends.put(each.experimentId(), end(each));
      }
    }
    return ends;
  }

  Seen seen(RemoteExperiment experiment) {
    List<Seen.Tried> attempts =
        experiment.status() == Status.PENDING && experiment.attempt() == 0
            ? List.of()
            : client.attempts(experiment.experimentId()).stream()
                .map(each ->
                    new Seen.Tried(each.number(), each.counted(), each.reason(), each.startedAt()))
                .toList();
    return new Seen(
        experiment.experimentId(),
        experiment.labels().getOrDefault(KEY, ""),
        experiment.program(),
        experiment.priority(),
        end(experiment),
        new Seen.Latest(experiment.attempt(), experiment.failures(), experiment.startedAt()),
        attempts);
  }

  private static Seen.End end(RemoteExperiment experiment) {
    return new Seen.End(
        experiment.status().word(),
        experiment.reason(),
        experiment.returnCode(),
        experiment.signal(),
        experiment.endedAt());
  }

  /// The files of the latest attempt.
  ///
  /// @param withLog whether to read its output
  Remains remains(RemoteExperiment experiment, boolean withLog) {
    Optional<ExitRecord> exit =
        attempt(experiment).map(AttemptDirectory::new).flatMap(AttemptDirectory::exit);
    String stdout = withLog ? stdout(experiment.experimentId()) : null;
    return exit.map(record ->
            new Remains(
                true,
                record.returnCode(),
                record.signal(),
                record.endedAt(),
                stdout,
                record.stdoutCut()))
        .orElse(new Remains(false, null, null, null, stdout, false));
  }

  /// The numbers of the attempts with an exit record.
  static List<Integer> recorded(RemoteExperiment experiment) {
    String directory = experiment.experimentDir();
    return directory == null
        ? List.of()
        : IntStream.rangeClosed(1, experiment.attempt())
            .filter(number ->
                Files.exists(Path.of(directory, "attempts", Integer.toString(number), "exit")))
            .boxed()
            .toList();
  }

  /// The directory of its latest attempt.
  static Optional<Path> attempt(RemoteExperiment experiment) {
    String directory = experiment.experimentDir();
    return Stream.ofNullable(directory)
        .map(path -> Path.of(path, "attempts", Integer.toString(experiment.attempt())))
        .findFirst();
  }

  /// Standard output of the latest attempt; null if there is none.
  @Nullable String stdout(String id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      var _ = client.log(id, LogStream.STDOUT, 0, bytes);
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (RetortClientException none) {
      return null;
    }
  }
}
