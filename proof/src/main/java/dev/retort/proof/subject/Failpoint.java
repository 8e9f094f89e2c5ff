package dev.retort.proof.subject;

import dev.retort.core.Change;
import java.util.List;
import java.util.Optional;

/// Where a server shall die: around the n-th commit that holds a kind of change.
///
/// @param moment before the commit, or after it and before anyone hears of it
/// @param change simple name of the change, for example `Submit`
/// @param count which of those commits, from 1
public record Failpoint(Moment moment, String change, int count) {
  /// The system property of the server that holds one, as [#text] writes it.
  public static final String PROPERTY = "dev.retort.chaos.failpoint";

  /// The exit code of a server that died at one.
  public static final int EXIT_CODE = 99;

  /// On which side of the commit.
  public enum Moment {
    BEFORE,
    AFTER
  }

  /// As it stands in the property: `AFTER:Submit:3`.
  public String text() {
    return moment + ":" + change + ":" + count;
  }

  static Optional<Failpoint> ofProperty() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Failpoint::parse);
  }

  static Failpoint parse(String text) {
    String[] words = text.split(":", -1);
    return new Failpoint(Moment.valueOf(words[0]), words[1], Integer.parseInt(words[2]));
  }

  boolean concerns(List<Change<?>> changes) {
    return changes.stream().anyMatch(each -> each.getClass().getSimpleName().equals(change));
  }
}
