package dev.retort.bench.work;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteFilter;
import dev.retort.client.RetortClient;
import dev.retort.core.Status;
import dev.retort.server.access.Scope;
import dev.retort.server.access.TokenFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// An owner who floods a program, and another who uses it: how long one query of the other takes,
/// alone and beside the flood.
final class FairTurns implements Workload {
  private static final int FLOOD = 4_000;
  private static final int SMALL_FLOOD = 400;
  private static final int QUERIES = 30;
  private static final int FEW_QUERIES = 5;
  private static final double LIMIT = 5;
  private static final double MILLION = 1e6;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "fair-share";
  }

  @Override
  public String what() {
    return "one owner's queries beside another's flood of the same program, against alone";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int flood = bench.settings().either(FLOOD, SMALL_FLOOD);
    int queries = bench.settings().either(QUERIES, FEW_QUERIES);
    try (Subject server = bench.server(name())) {
      TokenFile tokens = new TokenFile(server.directory().resolve("data"));
      RetortClient alice = owner(server, tokens, "alice");
      RetortClient bob = owner(server, tokens, "bob");
      List<Double> alone = new ArrayList<>();
      List<Double> beside = new ArrayList<>();
      List<Double> ahead = new ArrayList<>();
      medianMillis(bob, queries); // warms up
      for (int round = 0; round < bench.rounds(); round++) {
        alone.add(medianMillis(bob, queries));
        server.client().pause(BenchPrograms.COMMAND);
        for (int i = 0; i < flood; i++) {
          alice.submit(query());
        }
        server.client().resume(BenchPrograms.COMMAND);
        beside.add(medianMillis(bob, queries));
        long waiting = server.counts(BenchPrograms.COMMAND).pending();
        if (waiting == 0) {
          throw new BrokenException("the flood ended before the measurement");
        }
        ahead.add((double) waiting);
        alice.set(RemoteFilter.ALL.withStatuses(Set.of(Status.PENDING))).cancel();
        server.drain(BenchPrograms.COMMAND);
      }
      report
          .figure("alone: POST to end, p50 ms", alone)
          .figure("beside the flood: POST to end, p50 ms", beside)
          .figure("waiting of the flood at the end", ahead)
          .figure("beside ÷ alone", Spread.ratios(beside, alone), Target.atMost(LIMIT))
          .note(flood + " /bin/true of one owner, " + queries + " of another; two at a time");
    }
  }

  private static RetortClient owner(Subject server, TokenFile tokens, String name) {
    String token =
        tokens.create(name, name, EnumSet.of(Scope.SUBMIT, Scope.READ), Instant.EPOCH, null).text();
    return server.client().withToken(token);
  }

  private static NewQuery query() {
    return NewQuery.of("q", "42").withProgram(BenchPrograms.COMMAND);
  }

  private static double medianMillis(RetortClient client, int queries) throws BrokenException {
    List<Double> each = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      long start = System.nanoTime();
      String id = client.submit(query()).experimentId();
      if (client.await(id, PATIENCE).status() != Status.FINISHED) {
        throw new BrokenException("a query did not finish");
      }
      each.add((System.nanoTime() - start) / MILLION);
    }
    Collections.sort(each);
    return each.get(each.size() / 2);
  }
}
