package dev.retort.engine.intake;

import dev.retort.core.Violation;
import dev.retort.engine.files.Input;
import dev.retort.engine.program.CommandWord;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.program.QueryValues;
import dev.retort.engine.submit.SubmitRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Refuses values that a program could take for options.
final class LeadingDash {
  /// Stands for a value that the server makes when the command starts; none begins with `-`.
  private static final String MADE = "/";

  private LeadingDash() {}

  /// Adds a violation for each value that the program could take for an option.
  static void check(
      SubmitRequest request,
      ProgramCatalog.Entry entry,
      ObjectNode parameters,
      List<Violation> wrong) {
    entry
        .guard()
        .leadingDashes(values(request, parameters))
        .forEach(name -> wrong.add(violation(name)));
  }

  private static QueryValues values(SubmitRequest request, ObjectNode parameters) {
    String sequence = request.sequence() instanceof Input.Text text ? text.text() : null;
    Map<String, String> made = new HashMap<>();
    Map<String, String> share = new HashMap<>();
    CommandWord.MADE.forEach(name -> made.put(name, MADE));
    CommandWord.SHARE.forEach(name -> share.put(name, MADE));
    if (request.sequence() instanceof Input.Absent) {
      made.remove("sequence_file");
    }
    request.files().keySet().forEach(name -> made.put(name, MADE));
    return QueryValues.of(parameters, request.queryName(), sequence).with(made).withStandard(share);
  }

  private static Violation violation(String name) {
    return new Violation(
        (CommandWord.BUILT_IN.contains(name) ? "/" : "/parameters/") + name,
        "must not begin with '-': the program could take the value for an option");
  }
}
