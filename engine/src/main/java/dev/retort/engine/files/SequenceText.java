package dev.retort.engine.files;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A sequence as text. Thread-safe.
public final class SequenceText {
  private SequenceText() {}

  /// Opens the bytes of a sequence.
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /// The whole text.
  ///
  /// @throws RetortException if the bytes cannot be read, or are not UTF-8
  public static String read(Source source) {
    try (InputStream in = source.open()) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException otherBytes) {
      throw new RetortException(
          "the sequence is not UTF-8 text; read its bytes with openSequence()", otherBytes);
    } catch (IOException failed) {
      throw Workspace.failure("read the sequence", failed);
    }
  }
}
