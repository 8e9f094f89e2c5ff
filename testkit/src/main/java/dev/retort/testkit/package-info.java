/// Test kit for applications that embed Retort: a real engine on a temporary directory, a manual
/// clock, and gates inside programs. Start reading at [dev.retort.testkit.EngineExtension].
@NullMarked
package dev.retort.testkit;

import org.jspecify.annotations.NullMarked;
