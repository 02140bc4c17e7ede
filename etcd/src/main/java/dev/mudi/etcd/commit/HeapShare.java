package dev.mudi.etcd.commit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quota of a store whose keys and values are in memory. Beyond what the heap holds the process would end for want of memory before
 * the alarm is raised, and again at each start.
 */
public final class HeapShare {
    private static final Logger LOG = LoggerFactory.getLogger(HeapShare.class);

    /**
     * Of ten parts of the heap the store may take four: an API server in the same process keeps objects' names, labels and places beside
     * the same bytes, and needs room for answers.
     */
    private static final int PARTS = 4;

    private static final int OF = 10;

    private HeapShare() {}

    /**
     * What is asked for, as far as the heap of this process allows.
     *
     * @param quotaBytes that is asked for
     */
    public static long bounded(long quotaBytes) {
        long most = Runtime.getRuntime().maxMemory() / OF * PARTS;
        if (quotaBytes <= most) {
            return quotaBytes;
        }
        LOG.atInfo()
                .addKeyValue("quota", quotaBytes)
                .addKeyValue("bytes", most)
                .log("the heap bounds the quota of the store; -Xmx gives it more");
        return most;
    }
}
