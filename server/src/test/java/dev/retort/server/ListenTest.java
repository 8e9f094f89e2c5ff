package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.test.Needed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The addresses on which a server listens, by name and by number, in both IP versions.
final class ListenTest {
  private static final Program ECHO =
      Program.async("echo", _ -> CompletableFuture.completedFuture(0));

  private static void requireIpv6() throws IOException {
    Needed.here(
        "IPv6 on loopback",
        NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null);
  }

  private static String status(String address, int port, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
      String request =
          "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return TestServer.readAll(socket.getInputStream()).substring(9, 12);
    }
  }

  @Test
  void localhost_answers_on_both_loopback_addresses() throws IOException {
    requireIpv6();
    try (TestServer server = TestServer.with(setup -> setup.host("localhost"), ECHO)) {
      int port = server.server.uri().getPort();
      assertThat(server.server.uri().getHost()).isEqualTo("localhost");
      assertThat(status("127.0.0.1", port, "localhost:" + port)).isEqualTo("200");
      assertThat(status("::1", port, "localhost:" + port)).isEqualTo("200");
      assertThat(status("::1", port, "[::1]:" + port)).isEqualTo("200");
      assertThat(status("::1", port, "evil.example")).isEqualTo("403");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void an_ipv6_address_may_stand_in_brackets(String host) throws IOException {
    requireIpv6();
    try (TestServer server = TestServer.with(setup -> setup.host(host), ECHO)) {
      assertThat(server.server.uri().getHost()).isEqualTo("[::1]");
      assertThat(server.get("/health/live").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "0.0.0.0"})
  void all_addresses_are_those_of_both_ip_versions(String host) throws IOException {
    requireIpv6();
    try (TestServer server =
        TestServer.with(setup -> setup.host(host).listenWithoutTokens(true), ECHO)) {
      int port = server.server.uri().getPort();
      assertThat(status("127.0.0.1", port, "localhost")).isEqualTo("200");
      assertThat(status("::1", port, "localhost")).isEqualTo("200");
    }
  }
}
