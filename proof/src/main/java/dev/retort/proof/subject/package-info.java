/// What runs in the child processes: `ChaosServer`, a server with failpoints, and its programs.
@NullMarked
package dev.retort.proof.subject;

import org.jspecify.annotations.NullMarked;
