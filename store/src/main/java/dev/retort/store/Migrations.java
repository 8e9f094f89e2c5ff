package dev.retort.store;

import dev.retort.core.RetortException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/// Brings the schema of a database that [Schema] does not know up to date with the numbered files
/// in `sqlite/migration`, or says why that cannot be.
final class Migrations {
  static final String LOCATION = "classpath:dev/retort/store/sqlite/migration";

  private Migrations() {}

  /// Runs what is missing. Blocks.
  static void migrate(Path file, DataSource database) {
    try {
      Flyway flyway = of(database);
      requireKnown(file, flyway.info().all());
      flyway.migrate();
    } catch (FlywayException failed) {
      throw new RetortException(
          "cannot bring the schema of " + file + " up to date: " + failed.getMessage(), failed);
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
