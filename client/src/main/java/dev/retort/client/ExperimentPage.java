package dev.retort.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a listing.
///
/// @param experiments latest accepted first
/// @param next the cursor of the next page; null when this is the last
public record ExperimentPage(List<RemoteExperiment> experiments, @Nullable String next) {
  public ExperimentPage {
    experiments = List.copyOf(experiments);
  }
}
