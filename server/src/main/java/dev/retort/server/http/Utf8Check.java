package dev.retort.server.http;

/// Finds the first byte of a stream that is not part of a character in UTF-8 (RFC 3629). Not
/// thread-safe.
public final class Utf8Check {
  private final String what;
  private long offset;
  private long start;
  private byte first;
  private int missing;
  private int least;
  private int most;

  /// @param what what the stream holds, for the message of a problem
  public Utf8Check(String what) {
    this.what = what;
  }

  /// Checks the next bytes.
  ///
  /// @throws ProblemException 400 with the offset of the first wrong byte
  public void accept(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (missing > 0) {
        continuation(bytes[i]);
      } else if (bytes[i] < 0) {
        start = offset + i;
        first = bytes[i];
        begin(bytes[i] & 0xff);
      }
    }
    offset += length;
  }

  /// Ends the stream.
  ///
  /// @throws ProblemException 400 if it ends inside a character
  public void end() {
    if (missing > 0) {
      throw wrong();
    }
  }

  private void begin(int lead) {
    least = 0x80;
    most = 0xbf;
    if (0xc2 <= lead && lead <= 0xdf) {
      missing = 1;
    } else if (0xe0 <= lead && lead <= 0xef) {
      missing = 2;
      least = lead == 0xe0 ? 0xa0 : least;
      most = lead == 0xed ? 0x9f : most;
    } else if (0xf0 <= lead && lead <= 0xf4) {
      missing = 3;
      least = lead == 0xf0 ? 0x90 : least;
      most = lead == 0xf4 ? 0x8f : most;
    } else {
      throw wrong();
    }
  }

  private void continuation(byte b) {
    int value = b & 0xff;
    if (value < least || value > most) {
      throw wrong();
    }
    least = 0x80;
    most = 0xbf;
    missing--;
  }

  private ProblemException wrong() {
    return Utf8Sink.notUtf8(what, start, first);
  }
}
