/// Tests of the warden on real processes. Start reading at `WardenHarness`.
@NullMarked
package dev.retort.engine.warden;

import org.jspecify.annotations.NullMarked;
