package dev.retort.core;

/// An additional input file of a query; its content is on disk, next to the sequence.
///
/// @param name the file parameter of the program
/// @param bytes length in bytes
public record AttachedFile(String name, long bytes) {}
