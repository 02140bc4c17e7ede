package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.junit.jupiter.api.Test;

class RatisCountersTest {
    private static final MetricRegistryInfo INFO = new MetricRegistryInfo("a", "b", "c", "d");

    @Test
    void ratisFindsThem() {
        assertThat(MetricRegistries.global()).isInstanceOf(RatisCounters.class);
    }

    @Test
    void aCounterCounts() {
        var counters = new RatisCounters();
        counters.create(INFO).counter("one").inc(3);
        counters.create(INFO).counter("one").dec();

        assertThat(counters.get(INFO).orElseThrow().counter("one").getCount()).isEqualTo(2);
        assertThat(counters.remove(INFO)).isTrue();
        assertThat(counters.get(INFO)).isEmpty();
    }

    @Test
    void aClockStandsStill() {
        assertThat(new RatisCounters().create(INFO).timer("one").time().stop()).isZero();
    }
}
