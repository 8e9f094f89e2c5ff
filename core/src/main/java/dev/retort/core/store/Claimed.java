package dev.retort.core.store;

import dev.retort.core.Experiment;
import org.jspecify.annotations.Nullable;

/// A running experiment with the data to run or recover it.
///
/// @param experiment the running experiment
/// @param sequence the input if the store holds it; null if it is on disk
/// @param plan the resolved definition of the attempt; only the engine interprets this text
public record Claimed(Experiment experiment, @Nullable String sequence, String plan) {}
