package dev.retort.chaos.subject;

import dev.retort.core.store.Change;
import java.util.List;
import java.util.Optional;

/// The point at which a server dies: around the n-th commit with a kind of change.
///
/// @param moment before the commit, within it, or after it and before its answers
/// @param change simple name of the change, for example `Submit`
/// @param count number of the commit, from 1
/// @param micros delay after the begin of the commit, for a death within it, in microseconds
public record Failpoint(Moment moment, String change, int count, int micros) {
  /// The system property of the server with the failpoint, in the form of [#text].
  public static final String PROPERTY = "dev.retort.chaos.failpoint";

  /// The exit code at a failpoint.
  public static final int EXIT_CODE = 99;

  /// The position relative to the commit.
  public enum Moment {
    BEFORE,
    /// Counts only commits with several such changes.
    WITHIN,
    AFTER
  }

  public Failpoint(Moment moment, String change, int count) {
    this(moment, change, count, 0);
  }

  /// The value of the property, for example `AFTER:Submit:3:0`.
  public String text() {
    return moment + ":" + change + ":" + count + ":" + micros;
  }

  static Optional<Failpoint> ofProperty() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Failpoint::parse);
  }

  static Failpoint parse(String text) {
    String[] words = text.split(":", -1);
    return new Failpoint(
        Moment.valueOf(words[0]), words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
  }

  boolean concerns(List<Change<?>> changes) {
    long those =
        changes.stream().filter(each -> each.getClass().getSimpleName().equals(change)).count();
    return those >= (moment == Moment.WITHIN ? 2 : 1);
  }
}
