package dev.retort.engine.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PlatformThreadsTest {
  @Test
  void what_begins_while_the_engine_ends_is_told_to_stop_all_the_same() {
    PlatformThreads threads = new PlatformThreads();
    threads.close();
    AtomicReference<Thread> stopped = new AtomicReference<>();

    threads.stoppers().execute(() -> stopped.set(Thread.currentThread()));

    assertThat(stopped).hasValue(Thread.currentThread());
  }
}
