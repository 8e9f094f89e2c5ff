/// Takes queries, commits them in groups, claims and runs experiments, and writes down how they
/// ended. Start reading at `Engine`, the face of the library; `Run` is the pipeline of one attempt.
@NullMarked
package dev.retort.engine;

import org.jspecify.annotations.NullMarked;
