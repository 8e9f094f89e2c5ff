package dev.retort.store.sqlite.write;

import dev.retort.core.State;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.FairShare;
import dev.retort.core.store.FairShare.Candidate;
import dev.retort.store.sqlite.sql.BoundStatement;
import dev.retort.store.sqlite.sql.ExperimentRow;
import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Moves the next experiments of a program to running: in the order of their commits while nobody
/// owns any, else fairly between their owners. Not thread-safe.
final class Claims {
  private static final Comparator<Claimed> FIRST_COME =
      Comparator.comparing(
              (Claimed claimed) -> claimed.experiment().query().priority(),
              Comparator.reverseOrder())
          .thenComparing(claimed -> claimed.experiment().ordinal());

  private static final long MOST_CRASHES = Long.MAX_VALUE;

  private final Statements statements;
  private final Plans plans;
  private final OwnerUses uses;
  private final ExperimentRow rows;

  Claims(Statements statements, Plans plans, OwnerUses uses) {
    this.statements = statements;
    this.plans = plans;
    this.uses = uses;
    this.rows = new ExperimentRow(statements);
  }

  /// Those that it took, in the order of their starts.
  ///
  /// @param owned whether an owner may have pending experiments
  /// @param unowned whether there may be pending ones without an owner: to look for them costs a
  ///   step for each one with an owner
  List<Claimed> take(Change.Claim claim, boolean owned, boolean unowned) throws SQLException {
    List<String> owners =
        owned
            ? statements.call(Sql.WAITING_OWNERS).text(claim.program()).all(row -> row.getString(1))
            : List.of();
    return owners.isEmpty() ? inOrder(claim) : fairly(claim, owners, unowned);
  }

  private List<Claimed> inOrder(Change.Claim claim) throws SQLException {
    List<Claimed> taken =
        crashes(
                statements
                    .call(Sql.CLAIM)
                    .text(claim.program())
                    .number(claim.limit())
                    .text(claim.node())
                    .number(plans.number(claim.plan()))
                    .time(claim.at()),
                claim)
            .all(row -> rows.readClaimed(row, claim));
    taken.sort(FIRST_COME);
    return taken;
  }

  private List<Claimed> fairly(Change.Claim claim, List<String> owners, boolean unowned)
      throws SQLException {
    List<List<Candidate>> candidates = new ArrayList<>();
    if (unowned) {
      candidates.add(candidates(conditions(Sql.UNOWNED_CANDIDATES, claim), ""));
    }
    for (String owner : owners) {
      candidates.add(candidates(conditions(Sql.CANDIDATES_OF, claim).text(owner), owner));
    }
    List<Long> chosen =
        FairShare.choose(candidates, uses.of(claim.program()), claim.limit(), claim.at());
    if (chosen.isEmpty()) {
      return new ArrayList<>();
    }
    List<Claimed> taken =
        statements
            .call(Sql.CLAIM_THESE)
            .text(chosen.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
            .text(claim.node())
            .number(plans.number(claim.plan()))
            .time(claim.at())
            .all(row -> rows.readClaimed(row, claim));
    taken.sort(Comparator.comparing(each -> chosen.indexOf(each.experiment().ordinal())));
    return taken;
  }

  private BoundStatement conditions(Sql sql, Change.Claim claim) throws SQLException {
    return crashes(
        statements.call(sql).text(claim.program()).number(claim.limit()).time(claim.at()), claim);
  }

  private static BoundStatement crashes(BoundStatement call, Change.Claim claim)
      throws SQLException {
    return call.number(claim.admit() == Change.Admit.SUSPECTS ? State.SUSPECT : 0)
        .number(claim.admit() == Change.Admit.UNSUSPECTED ? State.SUSPECT - 1 : MOST_CRASHES);
  }

  private static List<Candidate> candidates(BoundStatement call, String owner) throws SQLException {
    return call.all(
        row -> new Candidate(row.getLong(1), owner, row.getInt(2), ExperimentRow.instant(row, 3)));
  }
}
