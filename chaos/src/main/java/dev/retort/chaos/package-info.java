/// `retort chaos`: start reading at `ChaosCommand`, then [dev.retort.chaos.fault.Faults].
@NullMarked
package dev.retort.chaos;

import org.jspecify.annotations.NullMarked;
