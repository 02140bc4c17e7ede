package dev.mudi.runtime.linux;

import java.util.List;
import java.util.Set;

/** How host programs are started: without what a service manager told this process about itself. */
public final class HostProgram {

    /** runc and conmon would take these for meant for the container (sd_notify(3), sd_listen_fds(3)). */
    private static final Set<String> OURS = Set.of("NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES");

    private HostProgram() {}

    /** A builder of the program with its arguments. */
    public static ProcessBuilder of(List<String> words) {
        var builder = new ProcessBuilder(List.copyOf(words));
        builder.environment().keySet().removeAll(OURS);
        return builder;
    }
}
