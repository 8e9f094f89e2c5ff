package dev.retort.proof.subject;

import dev.retort.core.Change;
import java.util.List;
import java.util.Optional;

/// Where a server shall die: around the n-th commit that holds a kind of change.
///
/// @param moment before the commit, within it, or after it and before anyone hears of it
/// @param change simple name of the change, for example `Submit`
/// @param count which of those commits, from 1
/// @param micros how long after its begin, for a death within a commit
public record Failpoint(Moment moment, String change, int count, int micros) {
  /// The system property of the server that holds one, as [#text] writes it.
  public static final String PROPERTY = "dev.retort.chaos.failpoint";

  /// The exit code of a server that died at one.
  public static final int EXIT_CODE = 99;

  /// On which side of the commit.
  public enum Moment {
    BEFORE,
    /// Only commits count that hold several such changes.
    WITHIN,
    AFTER
  }

  public Failpoint(Moment moment, String change, int count) {
    this(moment, change, count, 0);
  }

  /// As it stands in the property: `AFTER:Submit:3:0`.
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
