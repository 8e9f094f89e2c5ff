/// Samples, statistics and reports.
@NullMarked
package dev.retort.bench.measure;

import org.jspecify.annotations.NullMarked;
