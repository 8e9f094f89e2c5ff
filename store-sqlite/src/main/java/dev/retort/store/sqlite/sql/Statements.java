package dev.retort.store.sqlite.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// The statements of one connection, each prepared once. Not thread-safe.
public final class Statements {
  private final Connection connection;
  private final Map<Sql, PreparedStatement> prepared = new EnumMap<>(Sql.class);
  private final Set<Sql> names;

  /// Prepares all statements, so that a mismatch with the schema fails the opening of the store.
  public Statements(Connection connection, Set<Sql> names) throws SQLException {
    this.connection = connection;
    this.names = names;
    prepare();
  }

  private void prepare() throws SQLException {
    for (Sql name : names) {
      prepared.put(name, connection.prepareStatement(name.text()));
    }
  }

  /// Prepares all statements again, because the driver closes a statement that failed.
  public void renew() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepare();
  }

  /// A call of a statement; arguments are bound in the order of their numbers.
  public BoundStatement call(Sql name) {
    PreparedStatement statement = prepared.get(name);
    if (statement == null) {
      throw new IllegalArgumentException(name + " is not prepared on this connection");
    }
    return new BoundStatement(statement);
  }

  public int run(Sql name) throws SQLException {
    return call(name).update();
  }
}
