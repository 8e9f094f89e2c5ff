/// The programs of the FastAPI answer, built on Retort as a library: a client that sends two
/// queries and polls, a handler that continues with other work, a wrapper that only schedules, and
/// work in a separate process. Start reading at `TwoQueries`.
@NullMarked
package dev.retort.example.seed;

import org.jspecify.annotations.NullMarked;
