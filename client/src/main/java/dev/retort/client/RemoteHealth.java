package dev.retort.client;

/// The health of a server.
///
/// @param live whether the server responds
/// @param ready whether the server accepts queries
public record RemoteHealth(boolean live, boolean ready) {}
