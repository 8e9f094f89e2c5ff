/// The workloads, one class each; `Workloads` lists them.
@NullMarked
package dev.retort.proof.bench.work;

import org.jspecify.annotations.NullMarked;
