package dev.retort.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What a command reads and writes: streams, environment, directory, clock. Not thread-safe.
///
/// @param in standard input
/// @param out standard output; a failure to write is told, unlike [System#out]
/// @param err where messages go
/// @param outIsTerminal whether a person reads the output
/// @param errIsTerminal whether a person reads the messages
/// @param environment variables
/// @param directory what relative paths start from
/// @param clock for ages
record Terminal(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    Path directory,
    InstantSource clock) {

  /// Those of this process.
  static Terminal ofProcess() {
    return new Terminal(
        System.in,
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isTerminal(1),
        isTerminal(2),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        InstantSource.system());
  }

  /// Linux names what a descriptor leads to; elsewhere the console stands for both.
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException noProc) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  /// Writes a line to the output.
  ///
  /// @throws UncheckedIOException when the reader is gone
  void println(String line) {
    write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Hands on what is buffered.
  void flush() {
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Writes a message.
  void message(String text) {
    err.println("retort: " + text);
  }

  /// Whether the output may be coloured (https://no-color.org).
  boolean color() {
    String no = environment.get("NO_COLOR");
    return outIsTerminal && (no == null || no.isEmpty());
  }
}
