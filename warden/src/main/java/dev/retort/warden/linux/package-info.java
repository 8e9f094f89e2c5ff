/// System calls through `java.lang.foreign`, and `/proc`.
///
/// Start reading at `Kernel` and `ProcFs`.
@NullMarked
package dev.retort.warden.linux;

import org.jspecify.annotations.NullMarked;
