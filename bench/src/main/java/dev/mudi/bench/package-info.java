/**
 * Benchmarks against any API server: {@code mudi bench}. A {@link dev.mudi.bench.Target} is where the load goes, a
 * {@link dev.mudi.bench.Benchmark} makes it, {@link dev.mudi.bench.Measurement}s come out. The server's CPU time is read from the
 * kernel's accounting of its processes, so that the load generator's own does not count.
 *
 * <p>{@link dev.mudi.bench.StoreBenchmark} is the same against any etcd v3 server: {@code mudi bench etcd}.
 */
@NullMarked
package dev.mudi.bench;

import org.jspecify.annotations.NullMarked;
