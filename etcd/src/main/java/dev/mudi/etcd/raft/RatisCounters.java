package dev.mudi.etcd.raft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/**
 * What Ratis would measure of itself, which nobody reads: the store has metrics of its own. Counters count, for Ratis may look at
 * them; clocks stand still. Its own clocks keep a sample of all they measure, and there are six on the way of a write. Ratis finds
 * this class by {@code META-INF/services}. Safe for several threads.
 */
public final class RatisCounters extends MetricRegistries {
    private static final Timekeeper STANDING = () -> () -> 0;

    private final Map<MetricRegistryInfo, RatisMetricRegistry> registries = new ConcurrentHashMap<>();

    /** For Ratis, which makes one. */
    public RatisCounters() {}

    @Override
    public void clear() {
        registries.clear();
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return registries.computeIfAbsent(info, Registry::new);
    }

    @Override
    public boolean remove(MetricRegistryInfo info) {
        return registries.remove(info) != null;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.ofNullable(registries.get(info));
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.copyOf(registries.keySet());
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return new ArrayList<>(registries.values());
    }

    @Override
    public void addReporterRegistration(Consumer<RatisMetricRegistry> begin, Consumer<RatisMetricRegistry> end) {
        throw new UnsupportedOperationException("nothing is reported");
    }

    @Override
    public void enableJmxReporter() {
        throw new UnsupportedOperationException("nothing is reported");
    }

    @Override
    public void enableConsoleReporter(TimeDuration interval) {
        throw new UnsupportedOperationException("nothing is reported");
    }

    private static final class Registry implements RatisMetricRegistry {
        private final MetricRegistryInfo info;
        private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();

        private Registry(MetricRegistryInfo info) {
            this.info = info;
        }

        @Override
        public Timekeeper timer(String name) {
            return STANDING;
        }

        @Override
        public LongCounter counter(String name) {
            return counters.computeIfAbsent(name, _ -> new Counter());
        }

        @Override
        public boolean remove(String name) {
            return counters.remove(name) != null;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> gauge) {
            // Nobody asks.
        }

        @Override
        public MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    private static final class Counter implements LongCounter {
        private final LongAdder count = new LongAdder();

        @Override
        public void inc(long by) {
            count.add(by);
        }

        @Override
        public void dec(long by) {
            count.add(-by);
        }

        @Override
        public long getCount() {
            return count.sum();
        }
    }
}
