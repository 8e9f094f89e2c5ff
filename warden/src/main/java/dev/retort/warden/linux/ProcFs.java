package dev.retort.warden.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads processes from `/proc`; proc(5). The result is empty if the process is gone. Thread-safe.
public final class ProcFs {
  private static final Path ROOT = Path.of("/proc");
  private static final String BOOT_ID =
      read(ROOT.resolve("sys/kernel/random/boot_id")).orElse("unknown").strip();
  private static final String PID_NAMESPACE = readPidNamespace();

  private ProcFs() {}

  /// @param name the first 15 bytes of the name of its executable, or of the name that it set
  ///   itself
  /// @param state `R`, `S`, `D`, `Z` …
  /// @param exitStatus the raw wait status of a zombie
  public record Stat(
      long pid,
      String name,
      char state,
      long parent,
      long session,
      long startTicks,
      int exitStatus) {
    public boolean dead() {
      return state == 'Z' || state == 'X';
    }
  }

  public static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Writes a setting, in one write(2). The kernel may answer EAGAIN (autogroup does so to users
  /// that set it more than ten times a second): then the setting stays unchanged.
  public static void write(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /// Identifies this boot of the machine; the next boot has another one.
  public static String bootId() {
    return BOOT_ID;
  }

  /// The pid namespace of this process, such as `pid:[4026531836]`.
  public static String pidNamespace() {
    return PID_NAMESPACE;
  }

  private static String readPidNamespace() {
    try {
      return Files.readSymbolicLink(ROOT.resolve("self/ns/pid")).toString();
    } catch (IOException e) {
      return "unknown";
    }
  }

  public static Optional<Stat> stat(long pid) {
    return read(directory(pid).resolve("stat"))
        .map(text -> {
          // The name in parentheses may hold anything, also blanks and parentheses.
          String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
          return new Stat(
              pid,
              text.substring(text.indexOf('(') + 1, text.lastIndexOf(')')),
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19]),
              Integer.parseInt(fields[49].strip()));
        });
  }

  public static Optional<ProcessIdentity> identity(long pid, String bootId) {
    return stat(pid)
        .map(stat -> new ProcessIdentity(bootId, pid, stat.startTicks(), pidNamespace()));
  }

  /// Whether the process was executed with this variable (`NAME=value`) in its environment.
  public static boolean hasVariable(long pid, String variable) {
    return read(directory(pid).resolve("environ"))
        .map(text -> ("\0" + text + "\0").contains("\0" + variable + "\0"))
        .orElse(false);
  }

  /// Whether the process has the limit that `Kernel.mark` sets.
  public static boolean hasMark(long pid, long mark) {
    return read(directory(pid).resolve("limits"))
        .flatMap(text -> text.lines().filter(l -> l.startsWith("Max realtime timeout")).findFirst())
        .map(line -> line.contains(" " + mark + " "))
        .orElse(false);
  }

  /// The largest resident size so far, in bytes; 0 if unknown.
  public static long peakMemory(long pid) {
    return read(directory(pid).resolve("status"))
        .flatMap(text -> text.lines().filter(l -> l.startsWith("VmHWM:")).findFirst())
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .orElse(0L);
  }

  /// All processes that this one can see.
  public static List<Long> pids() {
    return numbers(ROOT);
  }

  /// The processes whose parent is `pid`.
  public static List<Long> children(long pid) {
    List<Long> children = new ArrayList<>();
    Path tasks = directory(pid).resolve("task");
    for (long thread : numbers(tasks)) {
      Optional<String> text = read(tasks.resolve(thread + "/children"));
      if (text.isEmpty() && thread == pid && Files.exists(directory(pid))) {
        return childrenByScan(pid); // a kernel without CONFIG_PROC_CHILDREN
      }
      for (String child : text.orElse("").strip().split(" ", -1)) {
        if (!child.isEmpty()) {
          children.add(Long.parseLong(child));
        }
      }
    }
    return children;
  }

  private static List<Long> childrenByScan(long pid) {
    return pids().stream()
        .filter(other -> stat(other).map(stat -> stat.parent() == pid).orElse(false))
        .toList();
  }

  /// The number of threads of this process's user on the whole machine.
  public static long threadsOfUser() {
    String mine = user(ProcessHandle.current().pid());
    return pids().stream()
        .filter(pid -> user(pid).equals(mine))
        .mapToLong(pid -> numbers(directory(pid).resolve("task")).size())
        .sum();
  }

  private static String user(long pid) {
    return read(directory(pid).resolve("status"))
        .flatMap(text -> text.lines().filter(l -> l.startsWith("Uid:")).findFirst())
        .map(line -> line.split("\\s+", -1)[1])
        .orElse("");
  }

  /// Open descriptors of this process.
  public static Stream<Long> descriptors() {
    return numbers(ROOT.resolve("self/fd")).stream();
  }

  /// The number of kills by the out-of-memory killer since the machine started.
  public static long outOfMemoryKills() {
    return read(ROOT.resolve("vmstat"))
        .flatMap(text -> text.lines().filter(l -> l.startsWith("oom_kill ")).findFirst())
        .map(line -> Long.parseLong(line.substring(9).strip()))
        .orElse(0L);
  }

  public static Path directory(long pid) {
    return ROOT.resolve(Long.toString(pid));
  }

  private static List<Long> numbers(Path directory) {
    List<Long> numbers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (Character.isDigit(name.charAt(0))) {
          numbers.add(Long.parseLong(name));
        }
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      return numbers; // the process has just ended
    }
    return numbers;
  }
}
