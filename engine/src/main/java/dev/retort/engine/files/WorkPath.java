package dev.retort.engine.files;

import dev.retort.warden.linux.FileName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The path of a file relative to a program's working directory: names of any bytes but `/` and
/// NUL, as the file system keeps them. Immutable.
public final class WorkPath implements Comparable<WorkPath> {
  private final List<FileName> names;

  WorkPath(List<FileName> names) {
    this.names = List.copyOf(names);
  }

  /// The path with these names, from the outermost directory to the file; empty if no file can have
  /// it: a name is empty, `.` or `..`, holds `/` or NUL, or has more than 255 bytes.
  public static Optional<WorkPath> of(List<byte[]> names) {
    List<FileName> all = new ArrayList<>();
    for (byte[] bytes : names) {
      Optional<FileName> name = FileName.of(bytes);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      all.add(name.get());
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(new WorkPath(all));
  }

  /// The path of a file below a working directory; empty if no file can have it.
  public static Optional<WorkPath> between(Path work, Path file) {
    return FileName.elements(work.relativize(file.normalize())).map(WorkPath::new);
  }

  /// The names as bytes, from the outermost directory to the file.
  public List<byte[]> names() {
    return names.stream().map(FileName::bytes).toList();
  }

  /// The name of the file, for people: bytes that are not UTF-8 are replaced.
  public String fileName() {
    return names.getLast().toString();
  }

  List<FileName> elements() {
    return names;
  }

  /// Name by name, by bytes.
  @Override
  public int compareTo(WorkPath other) {
    int shared = Math.min(names.size(), other.names.size());
    for (int i = 0; i < shared; i++) {
      int order = names.get(i).compareTo(other.names.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(names.size(), other.names.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkPath path && names.equals(path.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  /// The path for people, separated by `/`: bytes that are not UTF-8 are replaced.
  @Override
  public String toString() {
    return names.stream().map(FileName::toString).collect(Collectors.joining("/"));
  }
}
