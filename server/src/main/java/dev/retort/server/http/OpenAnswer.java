package dev.retort.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/// An answer that stays open: written piece by piece, and no thread waits meanwhile. Its memory is
/// that of the connection and of the piece that is being written. A client that takes none of a
/// piece for the idle timeout loses the connection. Used by one thread at a time.
public final class OpenAnswer {
  /// The content of one look for bytes that nobody expects.
  private static final int PROBE = 1;

  private final Request request;
  private final Response response;
  private final Callback callback;

  OpenAnswer(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    request.addIdleTimeoutListener(_ -> false); // only a piece that is not taken counts
  }

  /// Sends a piece. There must be no other piece on its way.
  ///
  /// @param written called once the system has taken it, on any thread; must not block
  /// @param lost called instead if the client is gone or too slow
  public void write(ByteBuffer piece, Runnable written, Runnable lost) {
    response.write(
        false, piece, Callback.from(InvocationType.NON_BLOCKING, written, _ -> lost.run()));
  }

  /// Sends a piece and waits until the system has taken it.
  ///
  /// @throws IOException if the client is gone or too slow
  public void writeAndWait(ByteBuffer piece) throws IOException {
    Content.Sink.write(response, false, piece);
  }

  /// Calls `lost` if the connection breaks, on any thread.
  public void onLoss(Runnable lost) {
    request.addFailureListener(_ -> lost.run());
  }

  /// Whether the client has closed its connection, or sends what nobody expects. While a request is
  /// answered, nobody else reads from its connection. There must be no piece on its way.
  public boolean isAbandoned() {
    EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
    try {
      return connection.fill(BufferUtil.allocate(PROBE)) != 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /// Ends the answer. There must be no piece on its way.
  public void end() {
    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
  }

  /// Closes the connection, so that the client sees an incomplete answer.
  public void cut() {
    callback.failed(new EofException("the answer was cut off"));
  }
}
