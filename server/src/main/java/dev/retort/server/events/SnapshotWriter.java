package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.server.http.StrictJson;
import dev.retort.server.origin.Links;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;

/// Writes snapshots as the API shows them, once for all streams that send the same one in one step
/// of the [StreamLoop]. Used by its thread alone.
final class SnapshotWriter {
  private static final int MOST = 64;

  private final BiConsumer<JsonGenerator, Experiment> writer;
  private final Map<Key, ByteBuffer> written = new HashMap<>();

  private record Key(Experiment snapshot, Links.Place place) {
    @Override
    public int hashCode() {
      return snapshot.id().hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key(Experiment same, Links.Place there)
          && same == snapshot
          && there.equals(place);
    }
  }

  SnapshotWriter(BiConsumer<JsonGenerator, Experiment> writer) {
    this.writer = writer;
  }

  /// @param place decides how links begin
  ByteBuffer write(Experiment snapshot, Links.Place place) {
    Key key = new Key(snapshot, place);
    ByteBuffer known = written.get(key);
    if (known == null) {
      if (written.size() == MOST) {
        written.clear();
      }
      Links.at(place, () -> written.put(key, fresh(snapshot)));
      known = written.get(key);
    }
    return known == null ? ByteBuffer.allocate(0) : known.duplicate();
  }

  /// Writes a snapshot on any thread, with the links of the present request.
  ByteBuffer fresh(Experiment snapshot) {
    return StrictJson.write(json -> writer.accept(json, snapshot));
  }

  /// The step is over: progress may change now.
  void forget() {
    if (!written.isEmpty()) {
      written.clear();
    }
  }
}
