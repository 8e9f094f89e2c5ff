package dev.retort.core.store;

import dev.retort.core.ExperimentId;

/// An ended experiment and the size of its files.
///
/// @param bytes 0 if it has none, or if they were not measured
public record MeasuredExperiment(ExperimentId id, long bytes) {}
