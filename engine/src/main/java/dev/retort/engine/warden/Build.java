package dev.retort.engine.warden;

/// Which build this is: node and warden may be of different ones after an upgrade.
final class Build {
  private Build() {}

  static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
