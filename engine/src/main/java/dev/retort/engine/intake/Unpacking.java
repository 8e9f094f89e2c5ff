package dev.retort.engine.intake;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.Violation;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.engine.files.Folders;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.files.Workspace;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.submit.SubmitRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A request whose sequence is unpacked where its program asks for that. Close it after the
/// submission. Not thread-safe.
final class Unpacking implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final SubmitRequest request;
  private final @Nullable Spool unpacked;

  private Unpacking(SubmitRequest request, @Nullable Spool unpacked) {
    this.request = request;
    this.unpacked = unpacked;
  }

  /// The request as it is: the input of a rerun was unpacked before.
  static Unpacking none(SubmitRequest request) {
    return new Unpacking(request, null);
  }

  /// Blocks while it unpacks.
  ///
  /// @throws SequenceTooLargeException if the unpacked sequence exceeds the limit of the program
  /// @throws InvalidQueryException if the sequence begins as gzip does and is none
  static Unpacking of(SubmitRequest request, ProgramCatalog.Entry entry, Folders folders) {
    if (entry.sequence().packing() != Packing.GZIP
        || !(request.sequence() instanceof Input.Spooled packed)) {
      return new Unpacking(request, null);
    }
    try (InputStream in = Files.newInputStream(packed.file())) {
      if (!isGzip(in)) {
        return new Unpacking(request, null);
      }
    } catch (IOException failed) {
      throw Workspace.failure("read the sequence", failed);
    }
    Spool spool = folders.spool("the unpacked query_sequence", entry.maxSequence());
    try {
      return new Unpacking(request.withSequence(unpack(packed, spool)), spool);
    } catch (RuntimeException refused) {
      spool.close();
      throw refused;
    }
  }

  /// RFC 1952, section 2.3.1. No text begins so: the second byte is not UTF-8 there.
  private static boolean isGzip(InputStream in) throws IOException {
    return in.read() == 0x1f && in.read() == 0x8b;
  }

  private static Input unpack(Input.Spooled packed, Spool into) {
    byte[] buffer = new byte[BUFFER];
    try (InputStream file = Files.newInputStream(packed.file());
        InputStream in = new GZIPInputStream(file, BUFFER)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        into.write(buffer, 0, n);
        // a virtual thread lets others run: it computes here
        Thread.yield();
      }
      return into.input();
    } catch (ZipException | EOFException broken) {
      throw new InvalidQueryException(
          List.of(
              new Violation(
                  "/query_sequence",
                  "begins as gzip does but cannot be unpacked: " + broken.getMessage())));
    } catch (IOException failed) {
      throw Workspace.failure("unpack the sequence", failed);
    }
  }

  SubmitRequest request() {
    return request;
  }

  @Override
  public void close() {
    if (unpacked != null) {
      unpacked.close();
    }
  }
}
