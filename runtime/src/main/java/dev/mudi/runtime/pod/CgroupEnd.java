package dev.mudi.runtime.pod;

import dev.mudi.runtime.cgroup.Cgroups;
import dev.mudi.runtime.linux.ProcessWatch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a cgroup: its processes are killed, awaited, and then it can be removed. */
public final class CgroupEnd {

    private static final Logger LOG = LoggerFactory.getLogger(CgroupEnd.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private CgroupEnd() {}

    /** Kills every process of a cgroup and those below it, and returns when they have ended. */
    public static void kill(Cgroups cgroups, ProcessWatch watch, String cgroup) throws IOException {
        var processes = cgroups.processes(cgroup);
        if (processes.isEmpty()) {
            return;
        }
        var ended = new CountDownLatch(processes.size());
        for (long process : processes) {
            watch.watch(process, ended::countDown);
        }
        cgroups.kill(cgroup);
        try {
            if (!ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn()
                        .addKeyValue("cgroup", cgroup)
                        .addKeyValue("seconds", LIMIT.toSeconds())
                        .log("killed processes have not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while processes of " + cgroup + " ended");
        }
    }

    /** Kills every process of a cgroup and removes it. Idempotent. */
    public static void remove(Cgroups cgroups, ProcessWatch watch, String cgroup) throws IOException {
        kill(cgroups, watch, cgroup);
        if (!cgroups.remove(cgroup)) {
            LOG.atWarn().addKeyValue("cgroup", cgroup).log("a cgroup stays, because processes are in it");
        }
    }
}
