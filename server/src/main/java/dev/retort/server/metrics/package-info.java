/// `/metrics` for Prometheus: start reading at [dev.retort.server.metrics.Metrics].
@NullMarked
package dev.retort.server.metrics;

import org.jspecify.annotations.NullMarked;
