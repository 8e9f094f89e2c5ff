package dev.retort.engine.intake;

import dev.retort.core.AttachedFile;
import dev.retort.core.ExperimentId;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.SubmitOptions;
import dev.retort.core.TextRules;
import dev.retort.core.Violation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.engine.files.Input;
import dev.retort.engine.program.CommandWord;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.submit.SubmitRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for queries from every source. Thread-safe.
public final class QueryRules {
  private static final int MAX_LABELS = 32;
  private static final int MAX_LABEL_LENGTH = 200;

  private QueryRules() {}

  /// The query of a request, with typed parameters and defaults.
  ///
  /// @throws InvalidQueryException if the request violates rules; lists all of them
  /// @throws SequenceTooLargeException if the sequence or a file is too long
  static Query check(
      SubmitRequest request,
      ProgramCatalog.Entry entry,
      @Nullable ExperimentId rerunOf,
      Instant now) {
    List<Violation> wrong = new ArrayList<>();
    Program program = entry.program();
    checkName(request.queryName(), wrong);
    checkSequence(request.sequence(), entry, wrong);
    checkLabels(request.options().labels(), wrong);
    checkFiles(request.files(), program.settings().description().files(), wrong);
    checkPriority(request.options().priority(), wrong);
    SubmitOptions options =
        OptionRules.check(request.options(), program.settings().limits(), now, wrong);
    List<Violation> wrongParameters = new ArrayList<>();
    ObjectNode parameters = entry.schema().read(request.parameters(), wrongParameters);
    wrong.addAll(wrongParameters);
    checkWords(program, parameters, wrong);
    LeadingDash.check(request, entry, parameters, wrong);
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return new Query(
        program.name(),
        request.queryName(),
        sequence(request.sequence()),
        parameters.isEmpty() ? "{}" : parameters.toString(),
        attached(request.files(), program),
        options,
        rerunOf,
        request.owner());
  }

  private static Sequence sequence(Input input) {
    return switch (input) {
      case Input.Text text -> new Sequence.Inline(text.text());
      case Input.Spooled spooled -> new Sequence.Kept(spooled.bytes());
      case Input.Absent _ -> Sequence.ABSENT;
    };
  }

  private static List<AttachedFile> attached(Map<String, Input> files, Program program) {
    if (files.isEmpty()) {
      return List.of();
    }
    Map<String, Boolean> keeps =
        program.settings().description().files().stream()
            .collect(Collectors.toMap(FileParameter::name, FileParameter::keepClientName));
    return files.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(file ->
            new AttachedFile(
                file.getKey(),
                file.getValue().bytes(),
                keeps.getOrDefault(file.getKey(), false)
                    ? clientName(file.getValue()).orElse(null)
                    : null))
        .toList();
  }

  private static Optional<String> clientName(Input file) {
    return file instanceof Input.Spooled spooled && spooled.clientName() != null
        ? ClientName.safe(spooled.clientName())
        : Optional.empty();
  }

  private static void checkName(String name, List<Violation> wrong) {
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > Query.MAX_NAME_LENGTH) {
      wrong.add(
          new Violation(
              "/query_name", "must be 1.." + Query.MAX_NAME_LENGTH + " characters, got " + length));
    }
    TextRules.brokenLine(name).ifPresent(detail -> wrong.add(new Violation("/query_name", detail)));
  }

  private static void checkSequence(
      Input sequence, ProgramCatalog.Entry entry, List<Violation> wrong) {
    Presence presence = entry.sequence().presence();
    if (sequence instanceof Input.Absent) {
      if (presence == Presence.REQUIRED) {
        wrong.add(new Violation("/query_sequence", "is missing; send the program's input"));
      }
      return;
    }
    if (presence == Presence.NONE) {
      wrong.add(
          new Violation(
              "/query_sequence", entry.program().name() + " takes no sequence; leave it out"));
      return;
    }
    if (sequence.bytes() > entry.maxSequence()) {
      throw new SequenceTooLargeException("query_sequence", entry.maxSequence());
    }
    if (entry.asArgument() && sequence instanceof Input.Spooled) {
      wrong.add(
          new Violation(
              "/query_sequence",
              "must be UTF-8 text without NUL characters, because "
                  + entry.program().name()
                  + " takes it as an argument; a program that takes {sequence_file} takes any bytes"));
    }
    if (sequence.bytes() == 0) {
      wrong.add(
          new Violation(
              "/query_sequence",
              presence == Presence.REQUIRED
                  ? "must not be empty"
                  : "must not be empty; leave it out for none"));
    }
    if (sequence instanceof Input.Text text) {
      TextRules.broken(text.text())
          .ifPresent(detail -> wrong.add(new Violation("/query_sequence", detail)));
    }
  }

  private static void checkLabels(Map<String, String> labels, List<Violation> wrong) {
    if (labels.size() > MAX_LABELS) {
      wrong.add(
          new Violation("/labels", "must be at most " + MAX_LABELS + ", got " + labels.size()));
    }
    labels.forEach((key, value) -> {
      String at = "/labels/" + key.replace("~", "~0").replace("/", "~1");
      if (key.isEmpty() || key.length() > MAX_LABEL_LENGTH || key.contains(":")) {
        wrong.add(
            new Violation(
                at, "a label's key must be 1.." + MAX_LABEL_LENGTH + " characters without ':'"));
      }
      if (value.length() > MAX_LABEL_LENGTH) {
        wrong.add(
            new Violation(
                at, "must be at most " + MAX_LABEL_LENGTH + " characters, got " + value.length()));
      }
      TextRules.brokenLine(key + value).ifPresent(detail -> wrong.add(new Violation(at, detail)));
    });
  }

  private static void checkFiles(
      Map<String, Input> files, List<FileParameter> taken, List<Violation> wrong) {
    for (String name : files.keySet()) {
      if (taken.stream().noneMatch(parameter -> parameter.name().equals(name))) {
        wrong.add(new Violation("/" + name, "is not a file parameter of this program"));
      }
    }
    for (FileParameter parameter : taken) {
      Input file = files.get(parameter.name());
      if (file == null && parameter.required()) {
        wrong.add(new Violation("/" + parameter.name(), "this file is required"));
      } else if (file != null && file.bytes() > parameter.maxBytes()) {
        throw new SequenceTooLargeException(parameter.name(), parameter.maxBytes());
      }
    }
  }

  private static void checkPriority(int priority, List<Violation> wrong) {
    if (priority < SubmitOptions.LOWEST_PRIORITY || priority > SubmitOptions.HIGHEST_PRIORITY) {
      wrong.add(new Violation("/priority", "must be 1..9, got " + priority));
    }
  }

  private static void checkWords(Program program, ObjectNode parameters, List<Violation> wrong) {
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      String pointer = "/parameters/" + parameter.getKey();
      String text = CommandWord.text(parameter.getValue());
      TextRules.broken(text).ifPresent(detail -> wrong.add(new Violation(pointer, detail)));
      if (program instanceof Program.Command
          && text.getBytes(StandardCharsets.UTF_8).length > CommandWord.LONGEST_VALUE) {
        wrong.add(
            new Violation(
                pointer,
                "must be at most " + CommandWord.LONGEST_VALUE + " bytes for a command line"));
      }
    }
  }

  /// @throws InvalidQueryException unless it is 1 to 255 visible ASCII characters
  static void checkKey(String key) {
    if (!SubmitRequest.isKey(key)) {
      throw new InvalidQueryException(
          List.of(new Violation("/Idempotency-Key", "must be 1..255 visible ASCII characters")));
    }
  }
}
