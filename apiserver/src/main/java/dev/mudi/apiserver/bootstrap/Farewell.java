package dev.mudi.apiserver.bootstrap;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server that stops still has to write. */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

    /** Without a leader the store of a cluster that is taken down cannot be told; what is said there runs out anyway. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Farewell() {}

    /** Does it on a thread of its own, and waits for it as long as a store that answers may take. */
    static void say(String thread, Runnable what) {
        var leaving = Thread.ofVirtual().name(thread).start(what);
        try {
            if (!leaving.join(PATIENCE)) {
                LOG.atInfo()
                        .addKeyValue("what", thread)
                        .log("the store does not answer; what this server leaves there runs out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
