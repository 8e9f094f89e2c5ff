/// The command line of what proves Retort: start reading at `ProofMain`. No library.
@NullMarked
package dev.retort.proof;

import org.jspecify.annotations.NullMarked;
