package dev.retort.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the arrows between the modules; it stands here because the command line sees all of them.
@AnalyzeClasses(packages = "dev.retort", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
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
  static final ArchRule java_sql_stays_in_the_store =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.retort.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule jetty_stays_in_the_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.retort.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..")
          .allowEmptyShould(true);
}
