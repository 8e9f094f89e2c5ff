package dev.retort.engine.warden;

/// Which build this is: node and warden may be of different ones after an upgrade.
///
/// The system property `dev.retort.build` overrides what the jar says.
final class Build {
  static final String PROPERTY = "dev.retort.build";

  private Build() {}

  static String version() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return named;
    }
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
