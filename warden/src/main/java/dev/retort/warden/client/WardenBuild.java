package dev.retort.warden.client;

import dev.retort.warden.code.WardenCode;

/// Which code a warden runs, by its digest: a node dismisses a warden of other code than its own.
///
/// A node hands the digest to a warden at its start, in the system property `dev.retort.build`. A
/// node for which this property is set has wardens of that name instead, for tests of upgrades.
public final class WardenBuild {
  public static final String PROPERTY = "dev.retort.build";

  private static final int SHORT = 12;

  private WardenBuild() {}

  /// What this warden was told at its start.
  public static String ofThisWarden() {
    return System.getProperty(PROPERTY, "unknown");
  }

  /// What a warden must run for this node.
  static String ofNode(WardenCode code) {
    return System.getProperty(PROPERTY, code.digest());
  }

  /// The beginning of a digest, for people.
  public static String brief(String build) {
    return build.substring(0, Math.min(SHORT, build.length()));
  }
}
