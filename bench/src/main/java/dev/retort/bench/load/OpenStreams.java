package dev.retort.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Streams of server-sent events over plain sockets, which stay open until the server ends them.
/// Not thread-safe.
public final class OpenStreams implements AutoCloseable {
  private static final int AT_ONCE = 64;
  private static final String FIRST_EVENT = "\n\n";
  private static final String END = "\r\n0\r\n\r\n";

  private final URI server;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);

  public OpenStreams(URI server) {
    this.server = server;
  }

  /// Opens a stream for each path and waits for the first event of each.
  public void open(List<String> paths) throws IOException {
    for (int from = 0; from < paths.size(); from += AT_ONCE) {
      List<SocketChannel> opened = new ArrayList<>();
      for (String path : paths.subList(from, Math.min(paths.size(), from + AT_ONCE))) {
        opened.add(open(path));
      }
      channels.addAll(opened);
      for (SocketChannel channel : opened) {
        String text = read(channel, "data: ", FIRST_EVENT);
        if (!text.startsWith("HTTP/1.1 200 ")) {
          throw new IOException("expected a stream, got " + text);
        }
      }
    }
  }

  private SocketChannel open(String path) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return channel;
  }

  /// Reads every stream to its end. Returns how many of them contained a text.
  public int ended(String text) throws IOException {
    int containing = 0;
    for (SocketChannel channel : channels) {
      if (read(channel, "", END).contains(text)) {
        containing++;
      }
    }
    return containing;
  }

  /// Reads until `last` has come after `first`.
  private String read(SocketChannel channel, String first, String last) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("the server closed a stream: " + text);
      }
      text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
      int begin = text.indexOf(first);
      if (begin >= 0 && text.indexOf(last, begin) >= 0) {
        return text.toString();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
