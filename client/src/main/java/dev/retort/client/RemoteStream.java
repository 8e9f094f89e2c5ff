package dev.retort.client;

/// The size of one output stream of a program.
///
/// @param bytes how many bytes the program wrote
/// @param keptBytes how many of them were kept: the first ones
/// @param truncated whether bytes are missing
public record RemoteStream(long bytes, long keptBytes, boolean truncated) {}
