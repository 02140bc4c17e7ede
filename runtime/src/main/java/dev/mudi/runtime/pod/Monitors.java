package dev.mudi.runtime.pod;

import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.linux.ProcessWatch;
import java.io.IOException;

/** Waits for monitors to end, which is when their containers' exit codes are there, or when somebody killed the monitor. */
final class Monitors {

    private Monitors() {}

    /** Runs {@code onEnd} once when the monitor ends; soon, when it has ended already or another process has its number. */
    static void watch(ProcessWatch watch, Conmon.Started processes, Runnable onEnd) throws IOException {
        if (processes.monitor().isAlive()) {
            watch.watch(processes.monitor().pid(), onEnd);
        } else {
            Thread.ofVirtual().name("monitor-gone").start(onEnd);
        }
    }
}
