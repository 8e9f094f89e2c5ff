package dev.retort.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Query;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.submit.SubmitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pins encoding 1: these digests were read from a database that the version before wrote.
final class QueryDigestTest {

  @Test
  void a_query_with_every_option_keeps_its_digest() {
    Query query =
        Query.of("search", "all options", "MKTAYIAK")
            .withParameters("{\"evalue\":0.001}")
            .withOptions(
                new SubmitOptions(
                    7,
                    Map.of("lab", "x", "batch", "b/1"),
                    Duration.ofSeconds(90),
                    Duration.ofHours(1),
                    Instant.parse("2027-06-01T10:00:00Z"),
                    true));

    assertThat(QueryDigest.of(query, SubmitRequest.of(query, "key")))
        .isEqualTo("3b312ef4f8872ad366fef43571e9d85abb02ca6f111dc9f951fec2a4e9ad0077");
  }

  @Test
  void a_query_with_a_timeout_keeps_its_digest() {
    Query query =
        Query.of("search", "plain", "MKV")
            .withOptions(SubmitOptions.DEFAULTS.withTimeout(Duration.ofMillis(2_500)));

    assertThat(QueryDigest.of(query, SubmitRequest.of(query, "key")))
        .isEqualTo("8fbb155ea378f5a559a7927fa3959bab42e717ea41c951fa77072272b259cce8");
  }
}
