package dev.retort.warden.client;

import com.fasterxml.jackson.annotation.JsonValue;

/// How Retort knows that no process of an attempt is left.
public enum Proof {
  /// Its control group is empty.
  CGROUP("cgroup"),
  /// Process 1 of its pid namespace is gone, and the kernel has killed everything inside.
  PID_NAMESPACE("pid-namespace"),
  /// No process carries its session, cookie or resource limit; best effort.
  COOKIE("cookie"),
  /// The machine has been restarted since.
  BOOT("boot"),
  /// Its program never started.
  NOT_STARTED("not started"),
  /// Java code inside the server returned.
  RETURNED("returned");

  private final String word;

  Proof(String word) {
    this.word = word;
  }

  /// The word in exit records, in the store and in the API; never changes.
  @JsonValue
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
