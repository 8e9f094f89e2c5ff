/// `retort bench`: start reading at `BenchCommand`, then `Workload`.
@NullMarked
package dev.retort.bench;

import org.jspecify.annotations.NullMarked;
