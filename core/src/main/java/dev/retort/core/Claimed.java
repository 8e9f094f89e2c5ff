package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// An experiment that a node runs now, with what running or recovering it needs.
///
/// @param experiment its state; running
/// @param sequence the input when the store keeps it; null when it lies on disk
/// @param plan the attempt's resolved definition, the engine's own text
public record Claimed(Experiment experiment, @Nullable String sequence, String plan) {}
