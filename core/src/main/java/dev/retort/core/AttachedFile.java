package dev.retort.core;

/// A further file of a query; its content lies beside the sequence on disk.
///
/// @param name the program's name for it
/// @param bytes its length
public record AttachedFile(String name, long bytes) {}
