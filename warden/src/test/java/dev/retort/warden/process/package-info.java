/// Tests of the warden on real processes: start reading at `WardenHarness`.
@NullMarked
package dev.retort.warden.process;

import org.jspecify.annotations.NullMarked;
