package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.SequenceParameter;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.core.program.StandardInput;
import dev.retort.engine.program.CommandWord;
import dev.retort.engine.program.ScriptVariables;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The main input of a program: `sequence`, `max_sequence`, `decompress`. Not thread-safe.
final class SequenceKeys {
  static final long LONGEST_INPUT = 1L << 30;

  static final Key<Presence> SEQUENCE =
      new Key<>(
          "sequence",
          ValueType.constant(Presence.class),
          Presence.REQUIRED,
          "Whether a query must have a `query_sequence`, can have one, or must not have one.");
  private static final Key<Value> MAX_SEQUENCE =
      Key.of(
          "max_sequence",
          ValueType.other(ValueType.size(1, LONGEST_INPUT).schema()),
          "Maximum size of the sequence: 64MiB by default, 64KiB if the command contains"
              + " {query_sequence}.");
  private static final Key<String> DECOMPRESS =
      Key.of(
          "decompress",
          ValueType.word(List.of("gzip")),
          "gzip: a sequence that is packed by gzip is unpacked when it arrives, up to"
              + " `max_sequence`.");

  private static final Key<String> SEQUENCE_NAME =
      new Key<>(
          "sequence_name",
          FileKeys.FILE_NAME,
          SequenceParameter.DEFAULT_FILE_NAME,
          "The name of the file with the sequence, for example query.fasta.");

  static final List<Key<?>> ALL = List.of(SEQUENCE, SEQUENCE_NAME, MAX_SEQUENCE, DECOMPRESS);

  private static final Set<String> PLACEHOLDERS = Set.of("sequence_file", "query_sequence");
  private static final String VARIABLE = "RETORT_SEQUENCE_FILE";

  private SequenceKeys() {}

  static SequenceParameter read(
      Section keys, Presence presence, Optional<Invocation> invocation, StandardInput stdin) {
    SequenceParameter sequence =
        SequenceParameter.DEFAULTS
            .withPresence(presence)
            .withFileName(SEQUENCE_NAME.orStandard(keys))
            .withMaxBytes(maxSequence(keys, invocation))
            .withPacking(DECOMPRESS.in(keys).isPresent() ? Packing.GZIP : Packing.AS_SENT);
    if (presence == Presence.NONE) {
      refuseUses(keys, invocation, stdin);
    }
    return sequence;
  }

  /// Without a sequence nothing can use it.
  private static void refuseUses(
      Section keys, Optional<Invocation> invocation, StandardInput stdin) {
    Value none = keys.value(SEQUENCE.name()).orElseThrow();
    for (Key<?> key : List.of(SEQUENCE_NAME, MAX_SEQUENCE, DECOMPRESS)) {
      if (key.isIn(keys)) {
        refuse(none, "`" + key.name() + "` is set");
      }
    }
    if (stdin instanceof StandardInput.TheSequence) {
      refuse(none, "`stdin: sequence` is set");
    }
    invocation.filter(SequenceKeys::uses).ifPresent(_ -> refuse(none, "the command uses one"));
  }

  private static void refuse(Value none, String but) {
    none.problems()
        .add(
            none.node(),
            "`" + none.name() + "` is none, but " + but,
            "remove that, or set `sequence: optional`");
  }

  private static boolean uses(Invocation invocation) {
    return switch (invocation) {
      case Invocation.Words words ->
          words.words().anyMatch(word -> names(word).stream().anyMatch(PLACEHOLDERS::contains));
      case Invocation.Script script -> new ScriptVariables(script).used().contains(VARIABLE);
    };
  }

  private static long maxSequence(Section keys, Optional<Invocation> invocation) {
    boolean asArgument =
        invocation.stream()
            .flatMap(Invocation::words)
            .anyMatch(word -> names(word).contains("query_sequence"));
    Optional<Value> value = MAX_SEQUENCE.in(keys);
    Optional<Long> size = value.flatMap(v -> v.size(1, LONGEST_INPUT));
    if (asArgument && size.isPresent() && size.get() > CommandWord.LONGEST_VALUE) {
      value
          .get()
          .wrong(
              "64 KiB at most, because the command contains {query_sequence}",
              "use {sequence_file} for longer sequences");
    }
    return size.orElse(
        asArgument ? CommandWord.LONGEST_VALUE : SequenceParameter.DEFAULT_MAX_BYTES);
  }

  private static Set<String> names(String word) {
    try {
      return CommandWord.of(word).names();
    } catch (IllegalArgumentException noted) {
      return Set.of();
    }
  }
}
