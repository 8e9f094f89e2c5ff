package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.server.access.Caller;

/// Decides what a stream of many experiments shows.
///
/// @param filter tested on each snapshot; selects only what the caller may read
/// @param caller who reads the stream
public record StreamScope(ExperimentFilter filter, Caller caller) {

  /// What a filter selects of that which the caller may read.
  public static StreamScope of(ExperimentFilter filter, Caller caller) {
    return new StreamScope(caller.readable(filter), caller);
  }

  boolean sees(Experiment snapshot) {
    return filter.matches(snapshot);
  }

  /// Nothing but its id and its owner is left of a deleted experiment, so no filter excludes it.
  boolean seesDeletion(String owner) {
    return caller.mayRead(owner);
  }
}
