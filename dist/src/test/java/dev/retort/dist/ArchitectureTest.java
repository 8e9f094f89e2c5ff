package dev.retort.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Enforces the dependencies between modules and the rules for all code. A test of `dist`, because
/// `dist` depends on every module.
@AnalyzeClasses(packages = "dev.retort", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  /// The composition roots, which inject the wall clock into their parts.
  private static final Set<String> CLOCK_GIVERS =
      Set.of(
          "dev.retort.engine.EngineBuilder",
          "dev.retort.warden.process.WardenMain",
          "dev.retort.server.RetortServerBuilder",
          "dev.retort.cli.terminal.Terminal",
          "dev.retort.chaos.ChaosMain",
          "dev.retort.chaos.subject.SetClock");

  /// The module of each package, and the modules that it may depend on.
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("warden", Set.of("core")),
          Map.entry("engine", Set.of("core", "warden")),
          Map.entry("store.contract", Set.of("core", "store.memory")),
          Map.entry("store.memory", Set.of("core")),
          Map.entry("store.sqlite", Set.of("core")),
          Map.entry("testkit", Set.of("core", "engine", "store.contract", "store.memory")),
          Map.entry("client", Set.of("core")),
          Map.entry("server", Set.of("core", "warden", "engine")),
          Map.entry("cli", Set.of("core", "warden", "engine", "store.sqlite", "client", "server")),
          Map.entry("rig", Set.of("core", "warden", "client")),
          Map.entry(
              "bench",
              Set.of("core", "warden", "engine", "store.sqlite", "client", "server", "cli", "rig")),
          Map.entry(
              "chaos",
              Set.of(
                  "core",
                  "warden",
                  "engine",
                  "store.contract",
                  "store.sqlite",
                  "client",
                  "server",
                  "cli",
                  "rig")));

  @ArchTest
  static void modules_depend_only_along_the_arrows(JavaClasses classes) {
    List<String> against = new ArrayList<>();
    for (JavaClass each : classes) {
      String from = module(each);
      if (from == null) {
        continue;
      }
      for (Dependency arrow : each.getDirectDependenciesFromSelf()) {
        String to = module(arrow.getTargetClass());
        if (to != null && !to.equals(from) && !arrowsFrom(from).contains(to)) {
          against.add(arrow.getDescription());
        }
      }
    }
    assertThat(against).isEmpty();
    assertThat(classes.stream().map(ArchitectureTest::module).filter(Objects::nonNull))
        .as("the scanned classes include every module")
        .containsAll(ARROWS.keySet());
  }

  private static Set<String> arrowsFrom(String module) {
    return Objects.requireNonNull(ARROWS.get(module), module);
  }

  /// The module of a class of Retort; null for other classes, and for the examples.
  private static @Nullable String module(JavaClass each) {
    String name = each.getPackageName() + ".";
    return ARROWS.keySet().stream()
        .filter(module -> name.startsWith("dev.retort." + module + "."))
        .findFirst()
        .orElse(null);
  }

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("dev.retort.(**)").should().beFreeOfCycles();

  /// In the packages with the hardest order of events, each class depends only on classes below it.
  @ArchTest
  static final ArchRule classes_of_commit_have_no_cycles = noCyclesIn("dev.retort.engine.commit");

  @ArchTest
  static final ArchRule classes_of_schedule_have_no_cycles =
      noCyclesIn("dev.retort.engine.schedule");

  @ArchTest
  static final ArchRule classes_of_run_have_no_cycles = noCyclesIn("dev.retort.engine.run");

  @ArchTest
  static final ArchRule classes_of_the_warden_process_have_no_cycles =
      noCyclesIn("dev.retort.warden.process");

  /// Nested classes count as part of their outermost class.
  private static ArchRule noCyclesIn(String name) {
    return slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass each) {
                return each.getPackageName().equals(name)
                    ? SliceIdentifier.of(outermost(each).getSimpleName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "classes of " + name;
              }
            })
        .should()
        .beFreeOfCycles();
  }

  private static JavaClass outermost(JavaClass each) {
    JavaClass outer = each;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  @ArchTest
  static void a_package_has_no_more_than_30_classes(JavaClasses classes) {
    Map<String, Long> sizes =
        classes.stream()
            .filter(each -> each.isTopLevelClass() && !isPackageInfo(each))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes).isNotEmpty();
    assertThat(sizes).allSatisfy((_, size) -> assertThat(size).isLessThanOrEqualTo(30));
  }

  /// Every name has one meaning: a search for a class finds one class.
  @ArchTest
  static void a_class_name_is_used_once(JavaClasses classes) {
    Map<String, List<String>> byName =
        classes.stream()
            .filter(each -> each.isTopLevelClass() && !isPackageInfo(each))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(byName.values()).isNotEmpty().allSatisfy(names -> assertThat(names).hasSize(1));
  }

  private static boolean isPackageInfo(JavaClass each) {
    return each.getSimpleName().equals("package-info")
        || each.getSimpleName().equals("module-info");
  }

  @ArchTest
  static final ArchRule core_needs_nothing_but_java_and_annotations =
      classes()
          .that()
          .resideInAPackage("dev.retort.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.retort.core..", "java..", "com.sun.management..", "org.jspecify..");

  @ArchTest
  static final ArchRule java_sql_stays_in_the_store =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.retort.store..", "dev.retort.bench.sqlite..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..");

  @ArchTest
  static final ArchRule jetty_stays_in_the_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.retort.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule the_server_connects_to_nobody =
      noClasses()
          .that()
          .resideInAnyPackage("dev.retort.engine..", "dev.retort.store..", "dev.retort.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "org.eclipse.jetty.client..")
          .orShould()
          .callMethod(java.net.URL.class, "openConnection")
          .orShould()
          .callMethod(java.net.URL.class, "openStream")
          .orShould()
          .callMethod(java.net.Socket.class, "connect", java.net.SocketAddress.class)
          .orShould()
          .callMethod(java.net.Socket.class, "connect", java.net.SocketAddress.class, int.class);

  @ArchTest
  static final ArchRule the_library_brings_no_logging_framework =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.retort.core..",
              "dev.retort.engine..",
              "dev.retort.store..",
              "dev.retort.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "ch.qos.logback..");

  @ArchTest
  static final ArchRule the_wall_clock_is_injected =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are not composition roots", each -> !CLOCK_GIVERS.contains(each.getName())))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "it reads the wall clock", ArchitectureTest::asksTheWallClock));

  /// The classes that bring the machine's time, threads and randomness into the engine, and the
  /// code of child processes.
  private static final Set<String> NOT_SIMULATED =
      Set.of(
          "threads.PlatformThreads",
          "NodeEnvironment",
          "run.BlockingRunner",
          "work.BoundedWork",
          "files.Spool",
          "isolated",
          "typed");

  @ArchTest
  static final ArchRule simulated_code_uses_no_time_thread_or_randomness_of_the_machine =
      noClasses()
          .that()
          .resideInAnyPackage("dev.retort.core..", "dev.retort.engine..")
          .and(
              DescribedPredicate.describe(
                  "are simulated",
                  each ->
                      NOT_SIMULATED.stream()
                          .noneMatch(name ->
                              each.getName()
                                  .matches("dev\\.retort\\.engine\\." + name + "([.$].*)?"))))
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it uses the machine's time, threads or randomness",
                  ArchitectureTest::bringsInTheMachine));

  /// The code that may sleep: programs, and `Pause` for clients that observe a server from outside.
  private static final Set<String> SLEEPERS =
      Set.of("dev.retort.rig.Pause", "dev.retort.chaos.subject", "dev.retort.bench.subject");

  @ArchTest
  static final ArchRule nobody_sleeps =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.retort.example..")
          .and(
              DescribedPredicate.describe(
                  "are not programs",
                  each -> SLEEPERS.stream().noneMatch(name -> each.getName().startsWith(name))))
          .should()
          .callMethodWhere(DescribedPredicate.describe("it sleeps", ArchitectureTest::sleeps));

  /// Matches every form: `Thread.sleep` with numbers or a `Duration`, and `TimeUnit.sleep`.
  private static boolean sleeps(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getName();
    return (owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class))
        && method.equals("sleep");
  }

  private static final int LONGEST_RECORD = 8;

  /// Nine positional arguments are unreadable: withers or a builder give them names.
  @ArchTest
  static final ArchRule long_records_are_built_by_name =
      noClasses()
          .should()
          .callConstructorWhere(
              DescribedPredicate.describe(
                  "it calls the constructor of a record in another file with more than 8 components",
                  call ->
                      call.getTargetOwner().isRecord()
                          && call.getTarget().getRawParameterTypes().size() > LONGEST_RECORD
                          && !outermost(call.getOriginOwner())
                              .equals(outermost(call.getTargetOwner()))));

  @ArchTest
  static final ArchRule names_of_classes_state_their_subject =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
          .orShould()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..");

  @ArchTest
  static final ArchRule every_package_is_documented_and_null_marked =
      classes()
          .that()
          .resideInAPackage("dev.retort..")
          .should(
              new ArchCondition<>("be in a package that is null-marked") {
                @Override
                public void check(JavaClass each, ConditionEvents events) {
                  boolean marked =
                      each.getPackage()
                          .tryGetAnnotationOfType("org.jspecify.annotations.NullMarked")
                          .isPresent();
                  events.add(
                      new SimpleConditionEvent(
                          each,
                          marked,
                          each.getPackageName() + " has no @NullMarked package-info"));
                }
              });

  private static boolean bringsInTheMachine(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String method = access.getName();
    return owner.isEquivalentTo(System.class) && method.equals("nanoTime")
        || owner.isEquivalentTo(Math.class) && method.equals("random")
        || owner.isEquivalentTo(UUID.class) && method.equals("randomUUID")
        || owner.isAssignableTo(Random.class)
        || owner.isEquivalentTo(SplittableRandom.class)
        || owner.isEquivalentTo(Thread.class) && STARTS.contains(method)
        || owner.isEquivalentTo(Executors.class)
        || owner.isEquivalentTo(CompletableFuture.class) && method.endsWith("Async");
  }

  private static final Set<String> STARTS =
      Set.of("ofPlatform", "ofVirtual", "startVirtualThread", "start", "sleep", "<init>");

  private static boolean asksTheWallClock(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getName();
    return (method.equals("now") && owner.getPackageName().equals("java.time"))
            && call.getTarget().getRawParameterTypes().isEmpty()
        || owner.isEquivalentTo(System.class) && method.equals("currentTimeMillis")
        || owner.isEquivalentTo(Clock.class) && method.startsWith("system")
        || owner.isEquivalentTo(InstantSource.class) && method.equals("system");
  }
}
