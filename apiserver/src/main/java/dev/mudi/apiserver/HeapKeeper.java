package dev.mudi.apiserver;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/**
 * Keeps the heap near what lives in it. A server of watches turns over what it keeps: everything written lives for a while, gets
 * old, and dies there. The serial collector would first fill all it may have; this asks for a collection when the old objects are a
 * third more than the last one left. Safe for several threads.
 */
public final class HeapKeeper implements AutoCloseable, NotificationListener {
    /** Below so much growth a collection is not worth its pause. */
    private static final long WORTH_BYTES = 64L << 20;

    private static final int PART = 3;

    private final Optional<MemoryPoolMXBean> old;
    private final int part;
    private final long worthBytes;

    private HeapKeeper(Optional<MemoryPoolMXBean> old, int part, long worthBytes) {
        this.old = old;
        this.part = part;
        this.worthBytes = worthBytes;
    }

    /** Starts to keep the heap of this process. */
    public static HeapKeeper start() {
        return start(PART, WORTH_BYTES);
    }

    /**
     * The same with other bounds.
     *
     * @param part collects when the old objects are this part more than the last collection left
     * @param worthBytes below so much growth a collection is not worth its pause
     */
    public static HeapKeeper start(int part, long worthBytes) {
        var old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .findFirst();
        var keeper = new HeapKeeper(old, part, worthBytes);
        keeper.expect();
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean()).addNotificationListener(keeper, null, null);
        return keeper;
    }

    private void expect() {
        old.ifPresent(pool -> {
            long used = pool.getUsage().getUsed();
            long most = pool.getUsage().getMax();
            long wanted = used + Math.max(worthBytes, used / part);
            pool.setUsageThreshold(most < 0 ? wanted : Math.min(wanted, most));
        });
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            System.gc();
            expect();
        }
    }

    @Override
    public void close() {
        try {
            ((NotificationEmitter) ManagementFactory.getMemoryMXBean()).removeNotificationListener(this);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("the keeper was closed twice", e);
        }
    }
}
