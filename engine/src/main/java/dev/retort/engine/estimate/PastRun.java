package dev.retort.engine.estimate;

/// A run that finished, with what was known before it.
///
/// @param bytes size of the sequence
/// @param parameters a JSON object as text
/// @param seconds its run time
record PastRun(long bytes, String parameters, double seconds) {}
