package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class ListenAddressTest {
  @Test
  void a_port_on_which_another_listens_is_refused_in_words_and_free_when_that_has_gone()
      throws IOException {
    ListenAddress address;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = ListenAddress.of("127.0.0.1", other.getLocalPort(), false);
      assertThatThrownBy(address::requireFree)
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("choose another port");
    }
    assertThatCode(address::requireFree).doesNotThrowAnyException();
  }
}
