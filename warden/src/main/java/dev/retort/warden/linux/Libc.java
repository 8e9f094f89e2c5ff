package dev.retort.warden.linux;

import dev.retort.core.RetortException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.util.Optional;

/// The C library, through `java.lang.foreign`. Thread-safe.
///
/// Every function is called with six machine words. The conventions of Linux on 64 bits (System V
/// AMD64, AAPCS64) pass integers and pointers alike, in registers, and a callee does not look at
/// registers that it has no parameter for; so one shape of call serves all, variadic ones included,
/// and the warden starts sooner.
public final class Libc {
  /// Errors (errno(3)), the same on every Linux.
  public static final int ENOENT = 2;

  static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  public static final int EINVAL = 22;
  public static final int ETXTBSY = 26;
  public static final int ENOSYS = 38;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;

  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  static final int SIGQUIT = 3;
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  /// A C function. Public only because `MethodHandleProxies` asks for that.
  @FunctionalInterface
  public interface Function {
    long call(MemorySegment state, long a, long b, long c, long d, long e, long f);
  }

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private Libc() {}

  public static Optional<Function> find(String name) {
    return SYMBOLS.find(name).map(Libc::bind);
  }

  public static Function function(String name) {
    return find(name)
        .orElseThrow(() -> new RetortException("this system's C library lacks " + name));
  }

  private static Function bind(MemorySegment symbol) {
    ValueLayout word = ValueLayout.JAVA_LONG;
    MethodHandle handle =
        LINKER.downcallHandle(
            symbol,
            FunctionDescriptor.of(word, word, word, word, word, word, word),
            Linker.Option.captureCallState("errno"));
    return MethodHandleProxies.asInterfaceInstance(Function.class, handle);
  }

  /// Calls a function that returns an `int`; -1 becomes the negative errno.
  public static int call(Function function, long... words) {
    int result = (int) invoke(function, words);
    return result == -1 ? -errno() : result;
  }

  /// Calls a function that returns a `long`; -1 becomes the negative errno.
  static long callLong(Function function, long... words) {
    long result = invoke(function, words);
    return result == -1 ? -errno() : result;
  }

  private static long invoke(Function function, long... words) {
    return function.call(
        STATE.get(),
        word(words, 0),
        word(words, 1),
        word(words, 2),
        word(words, 3),
        word(words, 4),
        word(words, 5));
  }

  private static int errno() {
    return STATE.get().get(ValueLayout.JAVA_INT, ERRNO);
  }

  private static long word(long[] words, int index) {
    return index < words.length ? words[index] : 0;
  }

  /// The system's words for an error number, strerror(3).
  public static String describe(int errno) {
    long text = callLong(Strerror.FUNCTION, errno);
    return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
  }

  private static final class Strerror {
    static final Function FUNCTION = function("strerror");
  }
}
