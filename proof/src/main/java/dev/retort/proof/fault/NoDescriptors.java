package dev.retort.proof.fault;

import dev.retort.proof.check.Order;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Need;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
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

/// Connections take all file descriptors of the server.
final class NoDescriptors implements Fault {
  private static final int LIMIT = 256;

  /// What may be free for the moment: what requests under way have closed just now.
  private static final int SPARE = 32;

  private static final int CONNECTIONS = 300;
  private static final int LONGEST_CONNECT_MILLIS = 300;

  @Override
  public String name() {
    return "no-descriptors";
  }

  @Override
  public String what() {
    return "idle connections take all file descriptors; accepting pauses, then recovers";
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
      for (int number = 0; number < CONNECTIONS; number++) {
        if (!connected(server, sockets)) {
          break;
        }
      }
      arena.expect(
          sockets.size() > LIMIT / 5, "idle connections are accepted", sockets.size() + " were");
      boolean none = Pause.until(20, () -> descriptors(arena) >= LIMIT - SPARE);
      arena.expect(
          none,
          "the server has no descriptors left, or this shows nothing",
          descriptors(arena) + " of " + LIMIT + " were open");
      Pause.millis(2_000);
      close(sockets);
    } finally {
      close(sockets);
    }
    arena.expect(arena.server().alive(), "the server outlives it", "it died");
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

  /// False once the server accepts no more, and its queue of connections is full.
  private static boolean connected(URI server, List<Socket> sockets) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(
          new InetSocketAddress(server.getHost(), server.getPort()), LONGEST_CONNECT_MILLIS);
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
