package dev.retort.server.access;

/// Whether it is known who sends a request.
public sealed interface Authentication {

  /// The sender is known.
  record Known(Caller caller) implements Authentication {}

  /// The request needs a token and has none.
  record Missing() implements Authentication {}

  /// The request has a token that is unknown, expired or revoked.
  record Invalid() implements Authentication {}
}
