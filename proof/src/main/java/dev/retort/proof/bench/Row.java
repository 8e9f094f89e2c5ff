package dev.retort.proof.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of one workload.
///
/// @param report what it found, also when it broke
/// @param broken why its figures are worth nothing; null when they are
public record Row(Workload workload, Report report, Duration took, @Nullable String broken) {}
