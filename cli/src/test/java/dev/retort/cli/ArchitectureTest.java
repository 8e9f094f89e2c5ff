package dev.retort.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Holds the arrows between the modules, and what the code keeps to everywhere; it stands here
/// because the command line sees all of it.
@AnalyzeClasses(packages = "dev.retort", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  /// The composition roots: each hands the wall clock to what it puts together.
  private static final Set<String> CLOCK_GIVERS =
      Set.of(
          "dev.retort.engine.EngineBuilder",
          "dev.retort.engine.warden.WardenMain",
          "dev.retort.server.RetortServerBuilder",
          "dev.retort.cli.Terminal");

  @ArchTest
  static final ArchRule modules_depend_only_along_the_arrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("core")
          .definedBy("dev.retort.core..")
          .layer("engine")
          .definedBy("dev.retort.engine..")
          .layer("store")
          .definedBy("dev.retort.store..")
          .layer("client")
          .definedBy("dev.retort.client..")
          .layer("server")
          .definedBy("dev.retort.server..")
          .layer("cli")
          .definedBy("dev.retort.cli..")
          .whereLayer("core")
          .mayNotAccessAnyLayer()
          .whereLayer("engine")
          .mayOnlyAccessLayers("core")
          .whereLayer("store")
          .mayOnlyAccessLayers("core")
          .whereLayer("client")
          .mayOnlyAccessLayers("core")
          .whereLayer("server")
          .mayOnlyAccessLayers("core", "engine", "store")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("dev.retort.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule core_needs_nothing_but_java_and_annotations =
      classes()
          .that()
          .resideInAPackage("dev.retort.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.retort.core..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule java_sql_stays_in_the_store =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.retort.store..")
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
                  "are no composition roots", each -> !CLOCK_GIVERS.contains(each.getName())))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "it asks the wall clock", ArchitectureTest::asksTheWallClock));

  /// Where the machine's time, threads and chance come into the engine, and what runs children.
  private static final Set<String> NOT_SIMULATED =
      Set.of("PlatformThreads", "Surroundings", "SecureBits", "BlockingRunner", "Spool");

  @ArchTest
  static final ArchRule what_is_simulated_asks_for_no_time_thread_or_chance_of_the_machine =
      noClasses()
          .that()
          .resideInAnyPackage("dev.retort.core", "dev.retort.engine")
          .and(
              DescribedPredicate.describe(
                  "are simulated",
                  each ->
                      NOT_SIMULATED.stream()
                          .noneMatch(name ->
                              each.getName()
                                  .matches("dev\\.retort\\.engine\\." + name + "(\\$.*)?"))))
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "it brings in the machine's time, threads or chance",
                  ArchitectureTest::bringsInTheMachine));

  @ArchTest
  static final ArchRule nobody_sleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)")
          .orShould()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..");

  @ArchTest
  static final ArchRule every_package_says_what_is_in_it =
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
