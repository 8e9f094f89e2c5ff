package dev.retort.core;

import java.nio.file.Path;
import java.util.List;

/// How Java code is run in a JVM of its own.
///
/// @param className a public class with a public constructor without arguments that implements
///   [BlockingCode]
/// @param classPath where it and what it needs is found; empty for the class path of the server
/// @param jvmOptions further options of its JVM, for example `-XX:+UseParallelGC`
/// @param child what it has in common with all child processes
public record IsolatedSettings(
    String className, List<Path> classPath, List<String> jvmOptions, ChildSettings child) {

  public IsolatedSettings {
    classPath = List.copyOf(classPath);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// A class of the server's own class path, with the defaults.
  public static IsolatedSettings of(Class<? extends BlockingCode> code) {
    return new IsolatedSettings(code.getName(), List.of(), List.of(), ChildSettings.DEFAULTS);
  }
}
