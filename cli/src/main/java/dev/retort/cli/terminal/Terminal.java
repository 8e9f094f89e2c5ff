package dev.retort.cli.terminal;

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

/// The input and output of a command: streams, environment, directory, clock. Not thread-safe.
///
/// @param in standard input
/// @param out standard output; unlike [System#out], it reports write failures
/// @param err standard error, for messages
/// @param outIsTerminal whether the output is a terminal
/// @param errIsTerminal whether the messages go to a terminal
/// @param environment variables
/// @param directory the base of relative paths
/// @param clock for ages
public record Terminal(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    Path directory,
    InstantSource clock) {

  /// The terminal of this process.
  public static Terminal ofProcess() {
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

  /// On Linux, resolves the descriptor; elsewhere, checks for a console.
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
  /// @throws UncheckedIOException if the reader has closed the output
  public void println(String line) {
    write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Flushes the output.
  public void flush() {
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Writes a message.
  public void message(String text) {
    err.println("retort: " + text);
  }

  /// Whether the output may be coloured (https://no-color.org).
  public boolean color() {
    String no = environment.get("NO_COLOR");
    return outIsTerminal && (no == null || no.isEmpty());
  }
}
