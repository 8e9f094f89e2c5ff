/// How long runs will take, from the past runs of their program: start reading at
/// [dev.retort.engine.estimate.Estimator].
@NullMarked
package dev.retort.engine.estimate;

import org.jspecify.annotations.NullMarked;
