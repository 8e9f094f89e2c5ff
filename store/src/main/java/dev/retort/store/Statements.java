package dev.retort.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// The statements of one connection, each prepared once. Not thread-safe.
final class Statements {
  private final Connection connection;
  private final Map<Sql, PreparedStatement> prepared = new EnumMap<>(Sql.class);
  private final Set<Sql> names;

  /// Prepares all of them now, so that what does not fit the schema is found when the store opens.
  Statements(Connection connection, Set<Sql> names) throws SQLException {
    this.connection = connection;
    this.names = names;
    prepare();
  }

  private void prepare() throws SQLException {
    for (Sql name : names) {
      prepared.put(name, connection.prepareStatement(name.text()));
    }
  }

  /// Prepares all of them again: the driver closes a statement that failed.
  void renew() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepare();
  }

  /// A call of that statement whose arguments are given in the order of their numbers.
  Call call(Sql name) {
    PreparedStatement statement = prepared.get(name);
    if (statement == null) {
      throw new IllegalArgumentException(name + " is not prepared on this connection");
    }
    return new Call(statement);
  }

  int run(Sql name) throws SQLException {
    return call(name).update();
  }
}
