package dev.retort.example.seed;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;

/// Counts the primes up to the number in its sequence, with the slowest method. The result contains
/// the count and the process id: `{"pid": 4711, "primes": 168}`.
public final class CountPrimes implements BlockingCode {

  @Override
  public int run(RunContext run) {
    long pid = ProcessHandle.current().pid();
    long limit = Long.parseLong(run.sequence().strip());
    run.progress(0, "counting in process " + pid);
    long primes = 0;
    for (long number = 2; number <= limit && !run.stopRequested(); number++) {
      if (isPrime(number)) {
        primes++;
      }
    }
    run.result("{\"pid\": " + pid + ", \"primes\": " + primes + "}");
    return 0;
  }

  private static boolean isPrime(long number) {
    for (long divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
