package dev.retort.proof.subject;

import dev.retort.core.Store;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// Bugs that are planted to show that they are found, and one control that must not be.
public enum Plant {
  /// Acceptances are answered before they are durable.
  ACK_BEFORE_COMMIT(EarlyAnswerStore::new),
  /// The late finish of an attempt that is over is let through: what the fence is there against.
  FINISH_WITHOUT_FENCE(store -> new LateFinishStore(store, true)),
  /// The control: the same late finish, with its fence. Nothing must come of it.
  LATE_FINISH(store -> new LateFinishStore(store, false));

  /// The system property of the server that names one.
  public static final String PROPERTY = "dev.retort.chaos.plant";

  private final UnaryOperator<Store> decoration;

  Plant(UnaryOperator<Store> decoration) {
    this.decoration = decoration;
  }

  /// Its name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Store around(Store store) {
    String name = System.getProperty(PROPERTY);
    return name == null ? store : Plant.valueOf(name).decoration.apply(store);
  }
}
