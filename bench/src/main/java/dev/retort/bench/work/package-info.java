/// The workloads, one class each; `Workloads` lists them.
@NullMarked
package dev.retort.bench.work;

import org.jspecify.annotations.NullMarked;
