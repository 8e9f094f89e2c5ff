package dev.retort.server;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/// Reads the body that a request publishes.
final class SentBody implements Flow.Subscriber<ByteBuffer> {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// The body as text. Works with a body in memory, which is published at once.
  static String of(HttpRequest request) {
    SentBody body = new SentBody();
    request.bodyPublisher().ifPresent(publisher -> publisher.subscribe(body));
    return body.bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    byte[] some = new byte[part.remaining()];
    part.get(some);
    bytes.writeBytes(some);
  }

  @Override
  public void onError(Throwable failure) {
    throw new AssertionError(failure);
  }

  @Override
  public void onComplete() {
    // everything is there
  }
}
