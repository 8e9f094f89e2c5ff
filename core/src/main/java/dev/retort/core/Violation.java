package dev.retort.core;

/// A violation of one rule by a query.
///
/// @param pointer the place, a JSON pointer (RFC 6901) into the query, for example
///   `/parameters/evalue`
/// @param detail the violated rule, with the value and the limit
public record Violation(String pointer, String detail) {}
