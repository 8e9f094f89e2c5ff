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

  /// More than the server may open and its queue of connections holds together.
  private static final int CONNECTIONS = 600;

  private static final int LONGEST_CONNECT_MILLIS = 300;
  private static final int PAUSE_MILLIS = 2_000;

  /// EMFILE in words, as the server's log has it: the kernel's own word that none is left.
  private static final String EMFILE = "Too many open files";

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
      boolean none = false;
      boolean pauses = false;
      while (sockets.size() < CONNECTIONS && !pauses) {
        none = none || emfile(arena);
        pauses = !connected(server, sockets, none ? PAUSE_MILLIS : LONGEST_CONNECT_MILLIS) && none;
      }
      arena.expect(
          none,
          "the server has no descriptors left, or this shows nothing",
          descriptors(arena) + " of " + LIMIT + " are open, and it has missed none");
      arena.expect(
          pauses,
          "accepting pauses, or this shows nothing",
          "there was room for each of " + sockets.size() + " connections");
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

  private static boolean emfile(Arena arena) {
    return arena.server().output().stream().anyMatch(line -> line.contains(EMFILE));
  }

  /// False when the server accepts no more, and its queue of connections is full.
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
