package dev.retort.example.proteinsearch;

/// Invalid input; the message says what is wrong, where, and what is valid.
final class BadInputException extends RuntimeException {
  BadInputException(String message) {
    super(message);
  }
}
