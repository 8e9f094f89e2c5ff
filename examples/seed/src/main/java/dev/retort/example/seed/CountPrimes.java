package dev.retort.example.seed;

import dev.retort.core.BlockingCode;
import dev.retort.core.RunContext;

/// Counts the primes up to the number that is its sequence, in the way that costs most. Its result
/// names them and the process that counted them: `{"pid": 4711, "primes": 168}`.
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
