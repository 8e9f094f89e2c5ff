package dev.retort.server.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes a ZIP archive block by block, so that nobody has to hold it: each call of [#next] does a
/// bounded amount of work. Entries over 4 GiB are Zip64. Used by one thread at a time.
final class ZipBlocks implements AutoCloseable {
  private static final int BLOCK = 64 << 10;

  /// What compresses well yields a block only after many steps.
  private static final int MOST_STEPS = 32;

  private final Iterator<Entry> entries;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(2 * BLOCK);
  private final ZipOutputStream zip = new ZipOutputStream(block);
  private final ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
  private @Nullable ReadableByteChannel open;
  private long left;
  private boolean finished;

  /// A file of the archive.
  ///
  /// @param name its path in the archive
  /// @param source opened when it is this entry's turn
  record Entry(String name, Source source) {}

  /// Opens the content of an entry; empty if it is not there.
  @FunctionalInterface
  interface Source {
    Optional<Content> open() throws IOException;
  }

  /// The content of an entry.
  ///
  /// @param bytes at most so many are read: a program may still be writing
  record Content(ReadableByteChannel channel, long bytes, Instant modified) {}

  ZipBlocks(Iterator<Entry> entries) {
    this.entries = entries;
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /// The next bytes of the archive, sometimes none; empty once it is complete.
  Optional<byte[]> next() throws IOException {
    if (finished) {
      return Optional.empty();
    }
    block.reset();
    for (int steps = 0; !finished && steps < MOST_STEPS && block.size() < BLOCK; steps++) {
      step();
    }
    return Optional.of(block.toByteArray());
  }

  private void step() throws IOException {
    if (open != null) {
      copy(open);
    } else if (entries.hasNext()) {
      begin(entries.next());
    } else {
      zip.finish();
      finished = true;
    }
  }

  private void begin(Entry entry) throws IOException {
    Optional<Content> content = entry.source().open();
    if (content.isEmpty()) {
      return;
    }
    open = content.get().channel();
    left = content.get().bytes();
    ZipEntry header = new ZipEntry(entry.name());
    header.setLastModifiedTime(FileTime.from(content.get().modified()));
    zip.putNextEntry(header);
  }

  private void copy(ReadableByteChannel channel) throws IOException {
    buffer.clear().limit((int) Math.min(left, BLOCK));
    int n = buffer.hasRemaining() ? channel.read(buffer) : -1;
    if (n < 0) {
      channel.close();
      open = null;
      zip.closeEntry();
    } else {
      zip.write(buffer.array(), 0, n);
      left -= n;
    }
  }

  @Override
  public void close() throws IOException {
    try (ReadableByteChannel last = open) {
      open = null;
    } finally {
      zip.close();
    }
  }
}
