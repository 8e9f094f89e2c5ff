package dev.retort.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// A keep-alive connection with at most one request in flight. Thread-safe.
final class Connection implements AutoCloseable {
  private static final int ROOM = 1 << 18;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int LOWER_CASE = 0x20;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ROOM);
  private final Request request;
  private int end = -1;
  private long since;

  Connection(Request request, Selector selector) throws IOException {
    this.request = request;
    channel = SocketChannel.open(request.address());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /// Sends the request.
  ///
  /// @param due scheduled time of the request, by [System#nanoTime]
  synchronized void send(long due) throws IOException {
    since = due;
    end = -1;
    answer.clear();
    ByteBuffer bytes = request.bytes();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  synchronized long since() {
    return since;
  }

  /// Reads the available bytes and returns whether the answer is complete.
  ///
  /// @throws IOException if the answer is not the expected one
  synchronized boolean read() throws IOException {
    if (channel.read(answer) < 0) {
      throw new IOException("the server closed the connection: " + text());
    }
    if (end < 0) {
      end = end();
    }
    if (end < 0 || answer.position() < end) {
      return false;
    }
    int status = 100 * digit(STATUS_AT) + 10 * digit(STATUS_AT + 1) + digit(STATUS_AT + 2);
    if (status != request.status() || answer.position() > end) {
      throw new IOException("expected " + request.status() + ", got " + text());
    }
    return true;
  }

  private int digit(int at) {
    return answer.get(at) - '0';
  }

  /// The end of the answer; -1 while its head is incomplete.
  private int end() throws IOException {
    int matched = 0;
    int length = -1;
    for (int at = 3; at < answer.position(); at++) {
      byte here = answer.get(at);
      if (here == '\n' && answer.get(at - 2) == '\n') {
        if (length < 0) {
          throw new IOException("an answer without Content-Length: " + text());
        }
        return at + 1 + length;
      }
      matched = (here | LOWER_CASE) == LENGTH[matched] ? matched + 1 : 0;
      if (matched == LENGTH.length) {
        length = number(at + 1);
        matched = 0;
      }
    }
    return -1;
  }

  private int number(int from) {
    int number = 0;
    for (int at = from; at < answer.position() && answer.get(at) != '\r'; at++) {
      if (answer.get(at) != ' ') {
        number = 10 * number + digit(at);
      }
    }
    return number;
  }

  private String text() {
    byte[] bytes = new byte[Math.min(answer.position(), 600)];
    answer.duplicate().flip().get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
