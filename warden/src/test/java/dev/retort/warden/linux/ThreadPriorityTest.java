package dev.retort.warden.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The niceness of single threads, as the kernel shows it.
class ThreadPriorityTest {
  @Test
  void only_the_calling_thread_is_lowered() throws InterruptedException {
    int before = niceness();
    AtomicReference<Integer> lowered = new AtomicReference<>();
    AtomicBoolean worked = new AtomicBoolean();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              worked.set(ThreadPriority.lower());
              lowered.set(niceness());
            });
    thread.join();
    assertThat(worked).isTrue();
    assertThat(lowered).hasValue(19);
    assertThat(niceness()).isEqualTo(before).isNotEqualTo(19);
  }

  @Test
  void a_virtual_thread_does_not_lower_its_carrier() throws InterruptedException {
    AtomicBoolean worked = new AtomicBoolean(true);
    Thread.startVirtualThread(() -> worked.set(ThreadPriority.lower())).join();
    assertThat(worked).isFalse();
  }

  /// Field 19 of proc_pid_stat(5), of the thread that asks.
  private static int niceness() {
    String text = ProcFs.read(Path.of("/proc/thread-self/stat")).orElseThrow();
    return Integer.parseInt(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }
}
