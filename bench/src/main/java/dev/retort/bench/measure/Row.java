package dev.retort.bench.measure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The outcome of one workload.
///
/// @param report its results, even if it broke
/// @param broken why its figures are invalid; null if they are valid
public record Row(Workload workload, BenchReport report, Duration took, @Nullable String broken) {}
