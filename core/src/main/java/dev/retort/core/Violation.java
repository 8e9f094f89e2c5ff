package dev.retort.core;

/// One thing that is wrong with a query.
///
/// @param pointer where: a JSON pointer (RFC 6901) into the query, for example `/parameters/evalue`
/// @param detail what, with the value and the limit
public record Violation(String pointer, String detail) {}
