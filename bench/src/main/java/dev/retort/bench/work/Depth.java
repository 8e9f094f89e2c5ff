package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.Request;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.sqlite.StandingBacklog;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.RemoteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The effect of a long backlog: the same requests to parallel servers with backlogs of different
/// lengths.
final class Depth implements Workload {
  private static final List<Integer> DEPTHS = List.of(1_000, 100_000, 3_000_000);
  private static final List<Integer> SMALL_DEPTHS = List.of(100, 1_000, 10_000);
  private static final int REQUESTS = 4_000;
  private static final int FEW_REQUESTS = 200;
  private static final int CLAIMS = 500;
  private static final int FEW_CLAIMS = 50;
  private static final int CONNECTIONS = 4;
  private static final double RATIO = 1.5;
  private static final int PERCENT = 99;
  private static final int MOST_IN_PAGE = 1_000;

  /// The number of experiments before the measured page.
  private static final int DEEP = 50_000;

  private static final List<Page> PAGES =
      List.of(
          new Page("/backlog/", "/backlog/"),
          new Page("newest page", "/v1/experiments?limit=50"),
          new Page("page of what waits", "/v1/experiments?status=pending&limit=50"),
          new Page(
              "page of a program", "/v1/experiments?program=" + BenchPrograms.HELD + "&limit=50"));

  private record Page(String what, String path) {}

  @Override
  public String name() {
    return "depth";
  }

  @Override
  public String what() {
    return "p99 with 1,000, 100,000 and 3,000,000 pending, each ÷ that with 1,000";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    boolean quick = bench.settings().quick();
    List<Integer> depths = quick ? SMALL_DEPTHS : DEPTHS;
    Samples samples = new Samples();
    List<Path> directories = new ArrayList<>();
    List<StandingBacklog> stores = new ArrayList<>();
    for (int depth : depths) {
      Path directory = bench.directory(name());
      directories.add(directory);
      stores.add(StandingBacklog.of(directory, BenchPrograms.HELD, depth));
    }
    for (int round = 0; round < bench.rounds(); round++) {
      for (int i = 0; i < depths.size(); i++) {
        samples.add("claim", depths.get(i), stores.get(i).claims(quick ? FEW_CLAIMS : CLAIMS));
      }
    }
    stores.forEach(StandingBacklog::close);
    overHttp(bench, depths, directories, samples);
    samples.report(depths, report);
    report.note(
        (quick ? FEW_REQUESTS : REQUESTS)
            + " requests per round over "
            + CONNECTIONS
            + " connections; durable claims of one experiment at the store, "
            + (quick ? FEW_CLAIMS : CLAIMS)
            + " per round");
  }

  private static void overHttp(
      Bench bench, List<Integer> depths, List<Path> directories, Samples samples)
      throws IOException, InterruptedException {
    List<Subject> servers = new ArrayList<>();
    try {
      for (Path directory : directories) {
        servers.add(bench.serverOn(directory));
      }
      int requests = bench.settings().either(REQUESTS, FEW_REQUESTS);
      for (int round = -1; round < bench.rounds(); round++) {
        for (int i = 0; i < servers.size(); i++) {
          Map<String, Double> found = ask(servers.get(i), depths.get(i), requests);
          if (round >= 0) {
            int depth = depths.get(i);
            found.forEach((what, millis) -> samples.add(what, depth, millis));
          }
        }
      }
      for (int i = 0; i < servers.size(); i++) {
        requireDepth(servers.get(i), depths.get(i));
      }
    } finally {
      for (Subject server : servers) {
        server.close();
      }
    }
  }

  /// A page in the middle of the listing, or after [#DEEP] experiments.
  private static Page deepPage(Subject server, int depth) {
    String cursor = null;
    int page = Math.min(MOST_IN_PAGE, depth / 2);
    for (int passed = 0; passed + page <= Math.min(depth / 2, DEEP); passed += page) {
      cursor = server.client().page(RemoteFilter.ALL, cursor, page).next();
    }
    return new Page("page by cursor", "/v1/experiments?limit=50&cursor=" + cursor);
  }

  private static Map<String, Double> ask(Subject server, int depth, int requests)
      throws IOException {
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("POST", p99(server.form("/", Subject.FORM), requests));
    List<Page> pages = new ArrayList<>(PAGES);
    pages.add(deepPage(server, depth));
    for (Page page : pages) {
      found.put(page.what(), p99(Request.get(server.uri(), page.path()), requests));
    }
    return found;
  }

  private static double p99(Request request, int requests) throws IOException {
    return new HttpLoad(request, CONNECTIONS).times(requests).latencies().percentile(PERCENT);
  }

  private static void requireDepth(Subject server, int least) throws BrokenException {
    long pending = server.counts(BenchPrograms.HELD).pending();
    if (pending < least) {
      throw new BrokenException("pending: expected " + least + " or more, found " + pending);
    }
  }

  /// The samples by request and depth; one for each round.
  private static final class Samples {
    private final Map<String, Map<Integer, List<Double>>> all = new LinkedHashMap<>();

    void add(String what, int depth, double millis) {
      all.computeIfAbsent(what, _ -> new LinkedHashMap<>())
          .computeIfAbsent(depth, _ -> new ArrayList<>())
          .add(millis);
    }

    void report(List<Integer> depths, BenchReport report) {
      all.forEach((what, byDepth) -> {
        List<Double> least = byDepth.getOrDefault(depths.getFirst(), List.of());
        report.figure(label(what, depths.getFirst()), least);
        for (int depth : depths.subList(1, depths.size())) {
          List<Double> millis = byDepth.getOrDefault(depth, List.of());
          report
              .figure(label(what, depth), millis)
              .figure(
                  what + " at " + grouped(depth) + " ÷ at " + grouped(depths.getFirst()),
                  Spread.ratios(millis, least),
                  Target.atMost(RATIO));
        }
      });
    }

    private static String label(String what, int depth) {
      return what + " at " + grouped(depth) + ", p99 ms";
    }

    private static String grouped(int number) {
      return String.format(Locale.ROOT, "%,d", number);
    }
  }
}
