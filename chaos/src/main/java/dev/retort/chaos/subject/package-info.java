/// The code of child processes: `ChaosServer`, a server with failpoints, and its programs.
@NullMarked
package dev.retort.chaos.subject;

import org.jspecify.annotations.NullMarked;
