package dev.retort.engine.isolated;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.Experiment;
import dev.retort.core.RetortException;
import dev.retort.core.program.RunContext;
import dev.retort.engine.files.SequenceText;
import dev.retort.engine.json.ResultDocument;
import dev.retort.warden.client.AttemptDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An isolated program's access to its experiment. Thread-safe.
final class IsolatedRun implements RunContext {
  private final IsolatedTask task;
  private final Path attempt;
  private final Path progressFile;
  private final List<Runnable> whenStopped = new ArrayList<>();
  private boolean stopped;

  IsolatedRun(IsolatedTask task, Path attempt, Path progressFile) {
    this.task = task;
    this.attempt = attempt;
    this.progressFile = progressFile;
  }

  /// Requests the program's stop.
  void stop() {
    List<Runnable> actions;
    synchronized (this) {
      stopped = true;
      actions = List.copyOf(whenStopped);
      whenStopped.clear();
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public Experiment experiment() {
    return task.experiment();
  }

  @Override
  public String sequence() {
    return SequenceText.read(this::openSequence);
  }

  @Override
  public InputStream openSequence() throws IOException {
    return task.experiment().query().sequence().isAbsent()
        ? InputStream.nullInputStream()
        : Files.newInputStream(Path.of(task.sequenceFile()));
  }

  @Override
  public Path directory() {
    return new AttemptDirectory(attempt).work();
  }

  @Override
  public void progress(double fraction, String message) {
    String line = String.format(Locale.ROOT, "%.4f %s%n", fraction, message.replace('\n', ' '));
    try {
      Files.writeString(
          progressFile, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new RetortException("cannot write the progress: " + failed, failed);
    }
  }

  @Override
  public synchronized boolean stopRequested() {
    return stopped;
  }

  @Override
  public void onStop(Runnable action) {
    synchronized (this) {
      if (!stopped) {
        whenStopped.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void result(String json) {
    Path file = directory().resolve(IsolatedMain.RESULT);
    Path part = file.resolveSibling("." + IsolatedMain.RESULT + ".part");
    try {
      Files.writeString(part, ResultDocument.require(json), UTF_8);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new RetortException("cannot write the result: " + failed, failed);
    }
  }
}
