/// What `retort bench` measures and how it tells: start reading at `Workload`, then `work`.
@NullMarked
package dev.retort.proof.bench;

import org.jspecify.annotations.NullMarked;
