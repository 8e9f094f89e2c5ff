package dev.retort.core.store;

import dev.retort.core.Experiment;
import dev.retort.core.store.ExperimentFilter.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a listing. A store looks at a bounded number of experiments for it, so that it may
/// hold fewer than asked for, even none, and still not be the last.
///
/// @param experiments in the order of the filter
/// @param next where the next slice starts; null for the last one
public record ExperimentSlice(List<Experiment> experiments, @Nullable Position next) {
  public ExperimentSlice {
    experiments = List.copyOf(experiments);
  }
}
