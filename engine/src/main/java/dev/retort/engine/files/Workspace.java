package dev.retort.engine.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.store.Claimed;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.view.ExperimentView;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.linux.Deletion;
import dev.retort.warden.linux.Durable;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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

/// The files of experiments: incoming inputs, directories of attempts, and final records.
/// Thread-safe.
public final class Workspace implements Folders {
  private static final String SEQUENCE = "sequence";
  private static final String FILES = "files";

  /// Holds further names of the inputs.
  private static final String NAMED = "named";

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final DataDirectory data;

  public Workspace(DataDirectory data) {
    this.data = data;
  }

  @Override
  public Spool spool(String what, long limit) {
    return new Spool(data.incoming(), what, limit, false);
  }

  @Override
  public void take(ExperimentId id, Input sequence, Map<String, Input> files) {
    if (!(sequence instanceof Input.Spooled) && files.isEmpty()) {
      return;
    }
    Path incoming = data.incoming(id);
    try {
      if (sequence instanceof Input.Spooled spooled) {
        Files.createDirectories(incoming);
        Files.move(spooled.file(), incoming.resolve(SEQUENCE), StandardCopyOption.ATOMIC_MOVE);
      }
      for (Map.Entry<String, Input> file : files.entrySet()) {
        Path target = incoming.resolve(FILES).resolve(file.getKey());
        Files.createDirectories(target.getParent());
        switch (file.getValue()) {
          case Input.Spooled spooled ->
              Files.move(spooled.file(), target, StandardCopyOption.ATOMIC_MOVE);
          case Input.Text text -> writeSynced(target, text.text());
          case Input.Absent _ -> {}
        }
      }
      if (!files.isEmpty()) {
        Durable.sync(incoming.resolve(FILES));
      }
      Durable.sync(incoming);
      Durable.sync(data.incoming());
    } catch (IOException failed) {
      throw failure("store the input of " + id, failed);
    }
  }

  @Override
  public void drop(ExperimentId id) {
    try {
      Deletion.of(data.incoming(id));
    } catch (IOException failed) {
      throw failure("delete the input of " + id, failed);
    }
  }

  @Override
  public Path make(Claimed claimed) {
    Experiment experiment = claimed.experiment();
    Path directory = data.experiment(experiment.id());
    Path attempt = data.attempt(experiment.id(), experiment.state().attempt());
    Path work = new AttemptDirectory(attempt).work();
    try {
      if (Files.isDirectory(work)) {
        return work;
      }
      Path mark = data.unrecorded().resolve(experiment.id().toString());
      Path query = directory.resolve("query.json");
      boolean first = !Files.exists(query);
      if (first) {
        mark(mark, ExperimentView.query(experiment));
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
      throw failure("create the directory of " + experiment.id(), failed);
    }
  }

  /// Rewrites the file of an earlier attempt: a power cut may have removed its content.
  private static void writeSequence(Path file, String sequence, boolean first) throws IOException {
    if (first) {
      RegularFiles.writeString(file, sequence);
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
    Durable.sync(directory);
    Deletion.of(incoming);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      throw new IOException(from + " and " + to + " must be on one file system", otherFileSystem);
    }
  }

  /// The file with the sequence: in the experiment's directory, or in `incoming` before the first
  /// start.
  public Path sequenceFile(ExperimentId id) {
    Path own = data.sequence(id);
    return Files.exists(own) ? own : data.incoming(id).resolve(SEQUENCE);
  }

  @Override
  public InputStream openSequence(ExperimentId id) throws IOException {
    try {
      return open(sequenceFile(id));
    } catch (NoSuchFileException movedMeanwhile) {
      return open(sequenceFile(id));
    }
  }

  /// The path of an additional input file after [#make].
  public Path attachedFile(Experiment experiment, AttachedFile file) {
    return data.experiment(experiment.id()).resolve(FILES).resolve(file.name());
  }

  /// The path of the sequence by the name that its program expects, after [#make].
  public Path sequenceFor(ExperimentId id, String name) {
    return named(id, data.sequence(id), "query_sequence", name);
  }

  /// The path of an additional input file by the name that its program expects, after [#make].
  public Path fileFor(Experiment experiment, AttachedFile file, String name) {
    return named(experiment.id(), attachedFile(experiment, file), file.name(), name);
  }

  private Path named(ExperimentId id, Path input, String which, String name) {
    try {
      return NamedInput.of(input, data.experiment(id).resolve(NAMED).resolve(which), name);
    } catch (IOException failed) {
      throw failure("name the input of " + id, failed);
    }
  }

  /// Where a further input file is now: it moves when the first attempt starts.
  public Path presentFile(Experiment experiment, AttachedFile file) {
    Path own = attachedFile(experiment, file);
    return Files.exists(own)
        ? own
        : data.incoming(experiment.id()).resolve(FILES).resolve(file.name());
  }

  public InputStream openFile(Experiment experiment, AttachedFile file) throws IOException {
    try {
      return open(presentFile(experiment, file));
    } catch (NoSuchFileException movedMeanwhile) {
      return open(attachedFile(experiment, file));
    }
  }

  /// A program may have put something else in the place of its input.
  private static InputStream open(Path file) throws IOException {
    return Channels.newInputStream(RegularFiles.open(file).channel());
  }

  @Override
  public void record(Experiment ended) {
    Path mark = data.unrecorded().resolve(ended.id().toString());
    Path directory = data.experiment(ended.id());
    try {
      dropIncoming(ended.id());
      if (Files.isDirectory(directory)) {
        replace(directory.resolve("experiment.json"), ExperimentView.record(ended));
        Files.deleteIfExists(mark);
      }
    } catch (NoSuchFileException purged) {
      // the directory was deleted meanwhile, and what it held with it
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
      Deletion.of(incoming);
    }
  }

  @Override
  public long size(ExperimentId id) {
    return DirectorySize.of(data.experiment(id), NAMED);
  }

  @Override
  public void delete(ExperimentId id) {
    Path trash = data.trash().resolve(id.toString());
    Path directory = data.experiment(id);
    try {
      if (Files.exists(directory)) {
        Files.createDirectories(data.trash(), OWNER_ONLY);
        Deletion.of(trash);
        move(directory, trash);
      }
      Deletion.of(trash);
      Deletion.of(data.incoming(id));
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
      Deletion.of(entry);
    } catch (IOException failed) {
      EngineLog.unexpected("recovery - cannot delete " + entry, failed);
    }
  }

  /// Atomic, even if the server is killed meanwhile.
  private static void replace(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    RegularFiles.writeString(part, text);
    RegularFiles.replace(part, file);
  }

  /// The marker and the experiment's `query.json` are hard links to one file.
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

  /// Nested directories, outermost first. Most are new, and only the first may lack its parents.
  private static void createDirectories(Path... directories) throws IOException {
    for (Path directory : directories) {
      try {
        Files.createDirectory(directory, OWNER_ONLY);
      } catch (FileAlreadyExistsException again) {
        // created by an earlier attempt
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

  public static RetortException failure(String what, IOException cause) {
    return DataDirectory.isFull(cause)
        ? new StoreFullException("no space on disk to " + what, cause)
        : new RetortException("cannot " + what + ": " + cause, cause);
  }
}
