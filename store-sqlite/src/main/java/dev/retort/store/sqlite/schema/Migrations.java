package dev.retort.store.sqlite.schema;

import dev.retort.core.RetortException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/// Updates a database whose schema is not the current one with the files in `schema/migration`, or
/// reports why that is impossible.
public final class Migrations {
  public static final String LOCATION = "classpath:dev/retort/store/sqlite/schema/migration";

  private Migrations() {}

  /// Runs the missing migrations. Blocks.
  public static void migrate(Path file, DataSource database) {
    try {
      Flyway flyway = of(database);
      requireKnown(file, flyway.info().all());
      flyway.migrate();
    } catch (FlywayException failed) {
      throw new RetortException(
          "cannot update the schema of " + file + ": " + failed.getMessage(), failed);
    }
  }

  private static Flyway of(DataSource database) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(database)
        .locations(LOCATION)
        .sqlMigrationPrefix("V")
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .load();
  }

  private static void requireKnown(Path file, MigrationInfo[] migrations) {
    for (MigrationInfo migration : migrations) {
      MigrationState state = migration.getState();
      if (state.isApplied() && !state.isResolved()) {
        throw new RetortException(
            file
                + " was written by a newer Retort (its schema has migration "
                + migration.getVersion()
                + "); start that version, or restore an older backup");
      }
    }
  }
}
