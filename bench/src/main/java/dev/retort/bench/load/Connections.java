package dev.retort.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The open connections of one load. One thread reads; any thread may send.
final class Connections implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;

  private final Selector selector = Selector.open();
  private final List<Connection> all = new ArrayList<>();

  Connections(Request request, int number) throws IOException {
    try {
      for (int i = 0; i < number; i++) {
        all.add(new Connection(request, selector));
      }
    } catch (IOException refused) {
      close();
      throw refused;
    }
  }

  List<Connection> all() {
    return all;
  }

  /// Waits for data and returns the connections with complete answers.
  List<Connection> answered() throws IOException {
    List<Connection> whole = new ArrayList<>();
    if (selector.select(PATIENCE_MILLIS) == 0) {
      throw new IOException("no answer for " + PATIENCE_MILLIS + " ms");
    }
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      Connection connection = (Connection) ready.next().attachment();
      ready.remove();
      if (connection.read()) {
        whole.add(connection);
      }
    }
    return whole;
  }

  @Override
  public void close() throws IOException {
    for (Connection each : all) {
      each.close();
    }
    selector.close();
  }
}
