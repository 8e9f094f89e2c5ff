package dev.retort.engine.files;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.RetortException;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.StoreFullException;
import dev.retort.core.TextRules;
import dev.retort.core.Violation;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Buffers one input of unknown length: text of up to 64 KiB in memory, anything else in a file.
/// Always close it: an input that was not submitted is deleted. Not thread-safe.
public final class Spool extends OutputStream {
  /// Maximum length of an input in memory.
  public static final int IN_MEMORY = 64 << 10;

  private final Path directory;
  private final String what;
  private final long limit;
  private final boolean alwaysOnDisk;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(256);
  private long bytes;
  private boolean isText;
  private @Nullable String clientName;
  private @Nullable Path file;
  private @Nullable FileOutputStream disk;
  private @Nullable MessageDigest digest;

  public Spool(Path directory, String what, long limit, boolean alwaysOnDisk) {
    this.directory = directory;
    this.what = what;
    this.limit = limit;
    this.alwaysOnDisk = alwaysOnDisk;
  }

  /// Sets the name that the client gave the file; null for none.
  public Spool named(@Nullable String name) {
    clientName = name;
    return this;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /// @throws SequenceTooLargeException if the input exceeds the limit
  /// @throws StoreFullException if the disk is full
  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    bytes += length;
    if (bytes > limit) {
      throw new SequenceTooLargeException(what, limit);
    }
    try {
      if (disk == null && (alwaysOnDisk || bytes > IN_MEMORY)) {
        openFile();
      }
      if (disk != null && digest != null) {
        disk.write(buffer, offset, length);
        digest.update(buffer, offset, length);
      } else {
        memory.write(buffer, offset, length);
      }
    } catch (IOException failed) {
      throw full(failed);
    }
  }

  private void openFile() throws IOException {
    Path target = directory.resolve(UUID.randomUUID() + ".part");
    FileOutputStream opened = new FileOutputStream(target.toFile());
    MessageDigest sha256 = sha256();
    file = target;
    disk = opened;
    digest = sha256;
    byte[] sofar = memory.toByteArray();
    opened.write(sofar);
    sha256.update(sofar);
    memory.reset();
  }

  /// A writer into this spool that encodes characters as UTF-8. It rejects NUL and lone surrogates
  /// with an [InvalidQueryException].
  public Writer text() {
    isText = true;
    return new TextWriter();
  }

  /// The complete input; a file is synced. Bytes that are not text go into a file, whatever their
  /// number.
  public Input input() {
    try {
      if (file == null) {
        Optional<String> text = alwaysOnDisk ? Optional.empty() : inMemory();
        if (text.isPresent()) {
          return new Input.Text(text.get(), bytes);
        }
        openFile();
      }
      Path onDisk = file;
      if (onDisk == null || disk == null || digest == null) {
        throw new IllegalStateException("the input is not on disk");
      }
      disk.getFD().sync();
      disk.close();
      return new Input.Spooled(
          onDisk, bytes, HexFormat.of().formatHex(digest.digest()), clientName);
    } catch (IOException failed) {
      throw full(failed);
    }
  }

  /// Empty if it is not text that the store can hold.
  private Optional<String> inMemory() {
    if (isText) {
      return Optional.of(memory.toString(StandardCharsets.UTF_8));
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(memory.toByteArray()))
              .toString();
      return TextRules.broken(text).isPresent() ? Optional.empty() : Optional.of(text);
    } catch (CharacterCodingException otherBytes) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      if (disk != null) {
        disk.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failed) {
      throw new RetortException("cannot close " + file, failed);
    }
  }

  private RetortException full(IOException failed) {
    return DataDirectory.isFull(failed)
        ? new StoreFullException("no space on disk for " + what, failed)
        : new RetortException("cannot store " + what + ": " + failed, failed);
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private final class TextWriter extends Writer {
    private char high;

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      StringBuilder text = new StringBuilder(length + 1);
      if (high != 0) {
        text.append(high);
        high = 0;
      }
      text.append(buffer, offset, length);
      int end = text.length();
      if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
        high = text.charAt(end - 1);
        text.setLength(end - 1);
      }
      refuseBroken(text);
      byte[] encoded = text.toString().getBytes(StandardCharsets.UTF_8);
      Spool.this.write(encoded, 0, encoded.length);
    }

    private void refuseBroken(CharSequence text) {
      TextRules.broken(text)
          .ifPresent(detail -> {
            throw new InvalidQueryException(List.of(new Violation("/" + what, detail)));
          });
    }

    @Override
    public void flush() {
      // every write goes directly to the file
    }

    @Override
    public void close() {
      if (high != 0) {
        refuseBroken(String.valueOf(high));
      }
    }
  }
}
