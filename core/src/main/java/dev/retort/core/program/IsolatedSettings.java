package dev.retort.core.program;

import java.nio.file.Path;
import java.util.List;

/// Settings of Java code that runs in a separate JVM.
///
/// @param className a public class that implements [BlockingCode] and has a public constructor
///   without arguments
/// @param classPath class path of the JVM; empty for the class path of the server
/// @param jvmOptions additional options of the JVM, for example `-XX:+UseParallelGC`
/// @param child settings of all child processes
public record IsolatedSettings(
    String className, List<Path> classPath, List<String> jvmOptions, ChildSettings child) {

  public IsolatedSettings {
    classPath = List.copyOf(classPath);
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// A class from the server's class path, with default settings.
  public static IsolatedSettings of(Class<? extends BlockingCode> code) {
    return new IsolatedSettings(code.getName(), List.of(), List.of(), ChildSettings.DEFAULTS);
  }
}
