package dev.retort.client;

/// How a server is.
///
/// @param live it answers
/// @param ready it takes queries
public record RemoteHealth(boolean live, boolean ready) {}
