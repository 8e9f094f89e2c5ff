package dev.retort.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a listing.
///
/// @param experiments newest first
/// @param next the cursor of the next page; null on the last page
public record ExperimentPage(List<RemoteExperiment> experiments, @Nullable String next) {
  public ExperimentPage {
    experiments = List.copyOf(experiments);
  }
}
