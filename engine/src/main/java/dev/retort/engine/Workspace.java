package dev.retort.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.AttachedFile;
import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of experiments: inputs on their way in, directories when a program needs them, the
/// final record. Thread-safe.
final class Workspace implements Folders {
  private static final String SEQUENCE = "sequence";
  private static final String FILES = "files";

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final DataDirectory data;

  Workspace(DataDirectory data) {
    this.data = data;
  }

  @Override
  public void take(ExperimentId id, SubmitRequest request) {
    if (request.sequence() instanceof Input.Text && request.files().isEmpty()) {
      return;
    }
    Path incoming = data.incoming(id);
    try {
      if (request.sequence() instanceof Input.Spooled spooled) {
        Files.createDirectories(incoming);
        Files.move(spooled.file(), incoming.resolve(SEQUENCE), StandardCopyOption.ATOMIC_MOVE);
      }
      for (Map.Entry<String, Input> file : request.files().entrySet()) {
        Path target = incoming.resolve(FILES).resolve(file.getKey());
        Files.createDirectories(target.getParent());
        switch (file.getValue()) {
          case Input.Spooled spooled ->
              Files.move(spooled.file(), target, StandardCopyOption.ATOMIC_MOVE);
          case Input.Text text -> writeSynced(target, text.text());
        }
      }
      if (!request.files().isEmpty()) {
        DataDirectory.sync(incoming.resolve(FILES));
      }
      DataDirectory.sync(incoming);
      DataDirectory.sync(data.incoming());
    } catch (IOException failed) {
      throw failure("keep the input of " + id, failed);
    }
  }

  @Override
  public void drop(ExperimentId id) {
    try {
      deleteTree(data.incoming(id));
    } catch (IOException failed) {
      throw failure("delete the input of " + id, failed);
    }
  }

  @Override
  public Path make(Claimed claimed) {
    Experiment experiment = claimed.experiment();
    Path directory = data.experiment(experiment.id());
    Path attempt = data.attempt(experiment.id(), experiment.state().attempt());
    Path work = attempt.resolve("work");
    try {
      if (Files.isDirectory(work)) {
        return work;
      }
      Path mark = data.unrecorded().resolve(experiment.id().toString());
      Path query = directory.resolve("query.json");
      boolean first = !Files.exists(query);
      if (first) {
        mark(mark, ExperimentJson.query(experiment).toPrettyString());
      }
      createDirectories(directory, directory.resolve("attempts"), attempt);
      moveInputs(experiment, directory);
      if (claimed.sequence() != null) {
        writeSequence(directory.resolve(SEQUENCE), claimed.sequence(), first);
      }
      if (first) {
        link(mark, query);
      }
      Files.createDirectory(work, OWNER_ONLY);
      return work;
    } catch (IOException failed) {
      throw failure("make the directory of " + experiment.id(), failed);
    }
  }

  /// An earlier attempt's is written again: a power cut may have left it without its content.
  private static void writeSequence(Path file, String sequence, boolean first) throws IOException {
    if (first) {
      Files.writeString(file, sequence, UTF_8);
    } else {
      replace(file, sequence);
    }
  }

  private void moveInputs(Experiment experiment, Path directory) throws IOException {
    Path incoming = data.incoming(experiment.id());
    if (!Files.exists(incoming)) {
      return;
    }
    for (String name : new String[] {SEQUENCE, FILES}) {
      if (Files.exists(incoming.resolve(name)) && Files.notExists(directory.resolve(name))) {
        move(incoming.resolve(name), directory.resolve(name));
      }
    }
    DataDirectory.sync(directory);
    deleteTree(incoming);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      throw new IOException(from + " and " + to + " must be on one file system", otherFileSystem);
    }
  }

  /// The file that holds the sequence: the experiment's own, or the one that waits for it.
  Path sequenceFile(ExperimentId id) {
    Path own = data.sequence(id);
    return Files.exists(own) ? own : data.incoming(id).resolve(SEQUENCE);
  }

  InputStream openSequence(ExperimentId id) throws IOException {
    try {
      return Files.newInputStream(sequenceFile(id));
    } catch (NoSuchFileException movedMeanwhile) {
      return Files.newInputStream(sequenceFile(id));
    }
  }

  @Override
  public String readSequence(ExperimentId id) {
    try (InputStream in = openSequence(id)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException failed) {
      throw failure("read the sequence of " + id, failed);
    }
  }

  /// Where a further input file is once [#make] was called.
  Path attachedFile(Experiment experiment, AttachedFile file) {
    return data.experiment(experiment.id()).resolve(FILES).resolve(file.name());
  }

  /// A further input file, wherever it is: it moves when the first attempt starts.
  InputStream openFile(Experiment experiment, AttachedFile file) throws IOException {
    Path own = attachedFile(experiment, file);
    try {
      return Files.newInputStream(
          Files.exists(own)
              ? own
              : data.incoming(experiment.id()).resolve(FILES).resolve(file.name()));
    } catch (NoSuchFileException movedMeanwhile) {
      return Files.newInputStream(own);
    }
  }

  @Override
  public void record(Experiment ended) {
    Path mark = data.unrecorded().resolve(ended.id().toString());
    Path directory = data.experiment(ended.id());
    try {
      dropIncoming(ended.id());
      if (Files.isDirectory(directory)) {
        replace(
            directory.resolve("experiment.json"), ExperimentJson.record(ended).toPrettyString());
        Files.deleteIfExists(mark);
      }
    } catch (IOException failed) {
      throw failure("write the final record of " + ended.id(), failed);
    }
  }

  private void dropIncoming(ExperimentId id) throws IOException {
    Path incoming = data.incoming(id);
    if (Files.isDirectory(incoming)) {
      Files.createDirectories(data.experiment(id));
      for (String name : new String[] {SEQUENCE, FILES}) {
        if (Files.exists(incoming.resolve(name))) {
          move(incoming.resolve(name), data.experiment(id).resolve(name));
        }
      }
      deleteTree(incoming);
    }
  }

  @Override
  public void delete(ExperimentId id) {
    Path trash = data.trash().resolve(id.toString());
    Path directory = data.experiment(id);
    try {
      if (Files.exists(directory)) {
        Files.createDirectories(data.trash(), OWNER_ONLY);
        deleteTree(trash);
        move(directory, trash);
      }
      deleteTree(trash);
      deleteTree(data.incoming(id));
      Files.deleteIfExists(data.unrecorded().resolve(id.toString()));
    } catch (IOException failed) {
      throw failure("delete the directory of " + id, failed);
    }
  }

  @Override
  public Stream<ExperimentId> unrecorded() throws IOException {
    if (Files.notExists(data.unrecorded())) {
      return Stream.empty();
    }
    return Files.list(data.unrecorded())
        .flatMap(mark -> ExperimentId.parse(mark.getFileName().toString()).stream());
  }

  @Override
  public Stream<ExperimentId> sweepIncoming() throws IOException {
    return Files.list(data.incoming())
        .flatMap(entry -> {
          Optional<ExperimentId> id = ExperimentId.parse(entry.getFileName().toString());
          if (id.isEmpty()) {
            deleteQuietly(entry);
          }
          return id.stream();
        });
  }

  private static void deleteQuietly(Path entry) {
    try {
      deleteTree(entry);
    } catch (IOException failed) {
      EngineLog.unexpected("recovery - cannot delete " + entry, failed);
    }
  }

  /// Whole or not at all, also when the server is killed in between.
  private static void replace(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text, UTF_8);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The mark holds what the experiment's directory will hold under a name of its own: together
  /// they are one file.
  private void mark(Path mark, String query) throws IOException {
    try {
      Files.writeString(mark, query, UTF_8);
    } catch (NoSuchFileException noDirectory) {
      Files.createDirectories(data.unrecorded());
      Files.writeString(mark, query, UTF_8);
    }
  }

  private static void link(Path mark, Path query) throws IOException {
    try {
      Files.createLink(query, mark);
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      replace(query, Files.readString(mark, UTF_8));
    }
  }

  /// Directories one below the other, the outermost first; most are new, and only the first may
  /// lack those around it.
  private static void createDirectories(Path... directories) throws IOException {
    for (Path directory : directories) {
      try {
        Files.createDirectory(directory, OWNER_ONLY);
      } catch (FileAlreadyExistsException again) {
        // an earlier attempt's
      } catch (NoSuchFileException firstOfTheDay) {
        Files.createDirectories(directory, OWNER_ONLY);
      }
    }
  }

  private static void writeSynced(Path target, String text) throws IOException {
    try (var channel =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
      channel.force(true);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    Files.walkFileTree(root, new Deletion());
  }

  static RetortException failure(String what, IOException cause) {
    return DataDirectory.isFull(cause)
        ? new StoreFullException("no room on disk to " + what, cause)
        : new RetortException("cannot " + what + ": " + cause, cause);
  }
}
