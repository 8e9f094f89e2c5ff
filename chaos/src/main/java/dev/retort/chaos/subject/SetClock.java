package dev.retort.chaos.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// An adjustable wall clock: a file contains its offset in seconds. Thread-safe.
final class SetClock implements InstantSource {
  private static final long LOOKS_APART = TimeUnit.MILLISECONDS.toNanos(10);

  private final InstantSource truth = InstantSource.system();
  private final Path file;
  private volatile Duration off;

  SetClock(Path file) {
    this.file = file;
    this.off = read();
    Thread.ofPlatform().daemon().name("set-clock").start(this::follow);
  }

  private void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOKS_APART);
      off = read();
    }
  }

  private Duration read() {
    try {
      return Files.exists(file)
          ? Duration.ofSeconds(Long.parseLong(Files.readString(file).strip()))
          : Duration.ZERO;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public Instant instant() {
    return truth.instant().plus(off);
  }
}
