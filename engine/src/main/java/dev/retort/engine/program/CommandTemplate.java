package dev.retort.engine.program;

import dev.retort.core.program.Invocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The words of a command, parsed: fills placeholders, decides conditions, and finds values that
/// the program could take for options. Immutable.
public final class CommandTemplate implements OptionGuard {
  private final List<Item> items;
  private final Set<String> leadingDash;
  private final Set<String> names;

  private sealed interface Item {
    record Always(CommandWord word) implements Item {}

    record Either(String condition, List<CommandWord> then, List<CommandWord> otherwise)
        implements Item {}
  }

  private CommandTemplate(List<Item> items, Set<String> leadingDash, Set<String> names) {
    this.items = List.copyOf(items);
    this.leadingDash = leadingDash;
    this.names = Set.copyOf(names);
  }

  /// @throws IllegalArgumentException when a word is malformed, see [CommandWord#of]
  public static CommandTemplate of(Invocation.Words words) {
    List<Item> items = new ArrayList<>();
    for (Invocation.Item item : words.items()) {
      items.add(
          switch (item) {
            case Invocation.Word word -> new Item.Always(CommandWord.of(word.text()));
            case Invocation.Choice choice ->
                new Item.Either(
                    choice.condition(), parse(choice.then()), parse(choice.otherwise()));
          });
    }
    Set<String> names = new HashSet<>();
    words.words().forEach(word -> names.addAll(CommandWord.of(word).names()));
    return new CommandTemplate(items, words.leadingDash(), names);
  }

  private static List<CommandWord> parse(List<String> words) {
    return words.stream().map(CommandWord::of).toList();
  }

  /// The names of all placeholders.
  public Set<String> names() {
    return names;
  }

  /// The words for these values. A placeholder without a value becomes nothing.
  public List<String> fill(QueryValues values) {
    List<String> filled = new ArrayList<>();
    words(values, word -> filled.add(word.fill(values.texts())));
    return filled;
  }

  private void words(QueryValues values, Consumer<CommandWord> each) {
    for (Item item : items) {
      switch (item) {
        case Item.Always always -> each.accept(always.word());
        case Item.Either either ->
            (values.holds(either.condition()) ? either.then() : either.otherwise()).forEach(each);
      }
    }
  }

  /// Those that begin a word of the command.
  @Override
  public Set<String> leadingDashes(QueryValues values) {
    Set<String> found = new TreeSet<>();
    Stream<String> suspects = values.free().stream().filter(names::contains);
    if (suspects.noneMatch(name -> isSuspect(name, values.texts()))) {
      return found;
    }
    words(
        values,
        word ->
            word.first(values.texts())
                .filter(values.free()::contains)
                .filter(name -> isSuspect(name, values.texts()))
                .ifPresent(found::add));
    return found;
  }

  private boolean isSuspect(String name, Map<String, String> texts) {
    return !leadingDash.contains(name) && texts.getOrDefault(name, "").startsWith("-");
  }
}
