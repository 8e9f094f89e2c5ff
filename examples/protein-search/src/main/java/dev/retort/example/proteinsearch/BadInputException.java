package dev.retort.example.proteinsearch;

/// What was given cannot be used; the message says what, where, and what would be right.
final class BadInputException extends RuntimeException {
  BadInputException(String message) {
    super(message);
  }
}
