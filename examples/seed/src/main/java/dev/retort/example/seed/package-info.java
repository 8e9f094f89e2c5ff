/// The programs of the FastAPI answer, built on Retort as a library: a client that sends two
/// queries and polls, a query whose handling goes on with work of its own, a wrapper that only
/// schedules, and work that needs a process of its own. Start reading at `TwoQueries`.
@NullMarked
package dev.retort.example.seed;

import org.jspecify.annotations.NullMarked;
