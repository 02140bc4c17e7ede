package dev.mudi.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import javax.management.Notification;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {
    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static MemoryPoolMXBean old() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void collectsWhenOldObjectsHaveGrownByAThirdAndWaitsForTheNextThird() {
        try (var keeper = HeapKeeper.start()) {
            assertThat(old().getUsageThreshold()).isGreaterThan(old().getUsage().getUsed());
            long before = collections();

            keeper.handleNotification(
                    new Notification(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED, "memory", 1), this);

            assertThat(collections()).isGreaterThan(before);
            assertThat(old().getUsageThreshold()).isGreaterThan(old().getUsage().getUsed());
        }
    }

    @Test
    void leavesOtherNotificationsAlone() {
        try (var keeper = HeapKeeper.start()) {
            long threshold = old().getUsageThreshold();

            keeper.handleNotification(new Notification("another", "memory", 1), this);

            assertThat(old().getUsageThreshold()).isEqualTo(threshold);
        }
    }
}
