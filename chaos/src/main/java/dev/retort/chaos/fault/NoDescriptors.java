package dev.retort.chaos.fault;

import dev.retort.chaos.check.Order;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Connections use all file descriptors of the server.
final class NoDescriptors implements Fault {
  private static final int LIMIT = 256;

  /// More than the server's descriptors and its accept queue together.
  private static final int CONNECTIONS = 600;

  private static final int LONGEST_CONNECT_MILLIS = 300;
  private static final int PAUSE_MILLIS = 2_000;

  /// The message of EMFILE in the server's log, which proves that no descriptor is left.
  private static final String EMFILE = "Too many open files";

  @Override
  public String name() {
    return "no-descriptors";
  }

  @Override
  public String what() {
    return "idle connections use all file descriptors; accepting pauses, then recovers";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PRLIMIT);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(arena.launch().withPrefix("prlimit", "--nofile=" + LIMIT + ":" + LIMIT));
    arena.count();
    List<Socket> sockets = new ArrayList<>();
    try (Load _ = arena.load(Load.Mix.CHILDREN)) {
      Pause.millis(1_500);
      URI server = arena.server().client().server();
      boolean none = false;
      boolean pauses = false;
      while (sockets.size() < CONNECTIONS && !pauses) {
        none = none || emfile(arena);
        pauses = !connected(server, sockets, none ? PAUSE_MILLIS : LONGEST_CONNECT_MILLIS) && none;
      }
      arena.expect(
          none,
          "the server runs out of descriptors (otherwise the test proves nothing)",
          descriptors(arena) + " of " + LIMIT + " are open, without an EMFILE");
      arena.expect(
          pauses,
          "accepting pauses (otherwise the test proves nothing)",
          "the server accepted each of " + sockets.size() + " connections");
    } finally {
      close(sockets);
    }
    arena.expect(arena.server().alive(), "the server survives", "it died");
    Order order = arena.order(SubjectPrograms.COMMAND, 0, 3);
    boolean again = Pause.until(30, () -> arena.tryToSubmit(order, "MKTAYIAK"));
    arena.expect(again, "accepting recovers", "no query was accepted for 30 s");
  }

  private static long descriptors(Arena arena) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + arena.server().pid() + "/fd"))) {
      return open.count();
    } catch (IOException gone) {
      return 0;
    }
  }

  private static boolean emfile(Arena arena) {
    return arena.server().output().stream().anyMatch(line -> line.contains(EMFILE));
  }

  /// Returns false if the server accepts no connection and its accept queue is full.
  private static boolean connected(URI server, List<Socket> sockets, int atMostMillis)
      throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), atMostMillis);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
