package dev.retort.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.engine.Engine;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.files.StoredInput;
import dev.retort.engine.files.WorkFiles;
import dev.retort.engine.files.WorkPath;
import dev.retort.engine.view.ExperimentView;
import dev.retort.server.files.ZipBlocks.Content;
import dev.retort.server.files.ZipBlocks.Entry;
import dev.retort.server.files.ZipBlocks.Source;
import dev.retort.server.http.Answer;
import dev.retort.server.http.Percent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A ZIP archive of an experiment: its record, parameters, input, logs and files, in a directory of
/// the experiment's id. Files are read and compressed block by block by the engine's workers, of
/// which a slow client holds none. Not thread-safe.
public final class ExperimentArchive implements Answer.Body {
  /// What must not be in a name: `\\` separates directories on Windows.
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\\\]|%(?=[0-9A-F]{2})");

  private final Engine engine;
  private final Experiment experiment;
  private Optional<byte[]> block = Optional.empty();
  private @Nullable ZipBlocks zip;

  public ExperimentArchive(Engine engine, Experiment experiment) {
    this.engine = engine;
    this.experiment = experiment;
  }

  /// Prepares the first bytes, so that what is wrong then can still be the answer.
  public ExperimentArchive begin() throws IOException {
    try {
      block = next();
      return this;
    } catch (RuntimeException | IOException refused) {
      close();
      throw refused;
    }
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    while (block.isPresent()) {
      out.write(block.get());
      block = next();
    }
  }

  private Optional<byte[]> next() throws IOException {
    return engine.work().call("archive the experiment", this::step);
  }

  private Optional<byte[]> step() throws IOException {
    ZipBlocks blocks = zip;
    if (blocks == null) {
      blocks = new ZipBlocks(entries());
      zip = blocks;
    }
    return blocks.next();
  }

  private Iterator<Entry> entries() {
    String root = experiment.id() + "/";
    ExperimentFiles files = engine.files(experiment);
    List<Entry> all = new ArrayList<>();
    all.add(text(root + "experiment.json", ExperimentView.record(experiment)));
    all.add(text(root + "parameters.json", experiment.query().parameters()));
    engine.result(experiment.id()).ifPresent(result -> all.add(text(root + "result.json", result)));
    all.add(new Entry(root + "input/sequence", () -> input(null)));
    for (AttachedFile file : experiment.query().files()) {
      all.add(new Entry(root + "input/files/" + safe(file.name()), () -> input(file.name())));
    }
    all.add(new Entry(root + "logs/stdout", beside(files.stdout())));
    all.add(new Entry(root + "logs/stderr", beside(files.stderr())));
    WorkFiles.Listing listing = WorkFiles.list(files.work());
    StringBuilder links = new StringBuilder();
    for (WorkFiles.Listed file : listing.files()) {
      WorkFiles.Link link = file.link();
      if (link == null) {
        all.add(new Entry(root + "files/" + safe(file.path()), below(files.work(), file.path())));
      } else {
        links.append(safe(file.path())).append(" -> ").append(safe(link.target())).append('\n');
      }
    }
    if (!links.isEmpty()) {
      all.add(text(root + "links.txt", links.toString()));
    }
    if (listing.truncated()) {
      all.add(
          text(
              root + "incomplete.txt",
              "The working directory has more than "
                  + WorkFiles.MAX_ENTRIES
                  + " entries, or is more than "
                  + WorkFiles.MAX_DEPTH
                  + " directories deep. This archive holds only a part of its files.\n"));
    }
    return all.iterator();
  }

  private Entry text(String name, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    Instant written = experiment.createdAt();
    return new Entry(
        name,
        () ->
            Optional.of(
                new Content(
                    Channels.newChannel(new ByteArrayInputStream(bytes)), bytes.length, written)));
  }

  /// The input moves when the first attempt starts.
  private Optional<Content> input(@Nullable String file) throws IOException {
    Optional<Content> found = inputNow(file);
    return found.isEmpty() ? inputNow(file) : found;
  }

  private Optional<Content> inputNow(@Nullable String file) throws IOException {
    return switch (engine.input(experiment, file).orElse(null)) {
      case StoredInput.Inline inline -> text("", inline.text()).source().open();
      case StoredInput.OnDisk onDisk -> beside(onDisk.file()).open();
      case null -> Optional.empty();
    };
  }

  private static Source beside(Path file) {
    return () -> WorkFiles.openBeside(file).map(ExperimentArchive::content);
  }

  private static Source below(Path work, WorkPath path) {
    return () -> WorkFiles.open(work, path).map(ExperimentArchive::content);
  }

  private static Content content(WorkFiles.Opened opened) {
    return new Content(opened.channel(), opened.bytes(), opened.modified());
  }

  /// A path that means the same wherever the archive is unpacked. Unsafe characters become `%` and
  /// their code, so that two names stay two.
  private static String safe(WorkPath path) {
    return String.join("/", path.names().stream().map(ExperimentArchive::safe).toList());
  }

  private static String safe(byte[] name) {
    try {
      return safe(UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString());
    } catch (CharacterCodingException otherEncoding) {
      return Percent.encode(name);
    }
  }

  static String safe(String path) {
    return UNSAFE
        .matcher(path)
        .replaceAll(unsafe -> String.format("%%%02X", (int) unsafe.group().charAt(0)));
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
