package dev.retort.server.access;

import dev.retort.core.store.ExperimentFilter;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/// Who sends a request, and what they may do. Immutable.
///
/// @param name for messages and logs
/// @param owner whose experiments are their own; empty on a server without tokens
/// @param scopes what they may do
public record Caller(String name, String owner, Set<Scope> scopes) {
  private static final String ATTRIBUTE = Caller.class.getName();

  /// Anyone who can reach a server without tokens.
  public static final Caller ANYONE = new Caller("anyone", "", Set.of(Scope.ADMIN));

  /// The sender of a request to a route that is open to all.
  public static final Caller UNKNOWN = new Caller("unknown", "", Set.of());

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /// The caller that was found for a request.
  ///
  /// @throws IllegalStateException if none was
  public static Caller of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("no caller was found for the request");
  }

  /// Makes this the caller of a request.
  public void sends(Request request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /// Whether the caller may do what needs any of these scopes.
  public boolean has(Set<Scope> anyOf) {
    return Scope.suffice(scopes, anyOf);
  }

  private boolean has(Scope scope) {
    return has(Set.of(scope));
  }

  /// Whether the caller may read the experiments of all owners.
  public boolean readsAll() {
    return has(Scope.READ_ALL);
  }

  /// Whether the caller may change the experiments of all owners.
  public boolean changesAll() {
    return has(Scope.ADMIN);
  }

  /// Whether the caller may read the experiments of an owner.
  public boolean mayRead(String other) {
    return readsAll() || owner.equals(other);
  }

  /// Whether the caller may change the experiments of an owner.
  public boolean mayChange(String other) {
    return changesAll() || owner.equals(other);
  }

  /// A filter that selects only what the caller may read.
  public ExperimentFilter readable(ExperimentFilter filter) {
    return readsAll() ? filter : filter.withOwner(owner);
  }

  /// A filter that selects only what the caller may change.
  public ExperimentFilter changeable(ExperimentFilter filter) {
    return changesAll() ? filter : filter.withOwner(owner);
  }
}
