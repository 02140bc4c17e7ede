package dev.mudi.etcd.raft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Network namespaces on a bridge of their own, named after this process: member i is at 10.77.X.(i+1), this process at 10.77.X.254. */
final class Namespaces implements AutoCloseable {
    /** Two runs at once on a machine do not meet. */
    private static final long OWN = ProcessHandle.current().pid() % 251;

    private static final String BRIDGE = "mudiraft" + OWN;

    private final int count;

    private Namespaces(int count) {
        this.count = count;
    }

    static Namespaces create(int count) throws IOException {
        var namespaces = new Namespaces(count);
        namespaces.close();
        run("ip", "link", "add", BRIDGE, "type", "bridge");
        run("ip", "addr", "add", "10.77." + OWN + ".254/24", "dev", BRIDGE);
        run("ip", "link", "set", BRIDGE, "up");
        for (int i = 0; i < count; i++) {
            run("ip", "netns", "add", name(i));
            run("ip", "link", "add", outer(i), "type", "veth", "peer", "name", "eth0", "netns", name(i));
            run("ip", "link", "set", outer(i), "master", BRIDGE, "up");
            namespaces.in(i, "ip", "addr", "add", address(i) + "/24", "dev", "eth0");
            namespaces.in(i, "ip", "link", "set", "eth0", "up");
            namespaces.in(i, "ip", "link", "set", "lo", "up");
        }
        return namespaces;
    }

    static String name(int i) {
        return "mudiraft" + OWN + "-" + i;
    }

    private static String outer(int i) {
        return "mudir" + OWN + "v" + i;
    }

    static String address(int i) {
        return "10.77." + OWN + "." + (i + 1);
    }

    private void in(int i, String... words) throws IOException {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", name(i)));
        all.addAll(List.of(words));
        run(all.toArray(String[]::new));
    }

    void cut(int i) throws IOException {
        run("ip", "link", "set", outer(i), "down");
    }

    void mend(int i) throws IOException {
        run("ip", "link", "set", outer(i), "up");
    }

    /** Loses one packet in five that comes to the member. */
    void lose(int i) throws IOException {
        in(i, "nft", "add table inet f");
        in(i, "nft", "add chain inet f in { type filter hook input priority 0; }");
        in(i, "nft", "add rule inet f in numgen random mod 100 < 20 drop");
    }

    void loseNothing(int i) throws IOException {
        in(i, "nft", "delete table inet f");
    }

    /** Delays what the member sends: by netem where the kernel has it, else by a link so thin that packets wait in its queue. */
    void slow(int i) throws IOException {
        int done = tryRun(
                "ip", "netns", "exec", name(i), "tc", "qdisc", "replace", "dev", "eth0", "root", "netem", "delay",
                "40ms", "20ms");
        if (done != 0) {
            in(
                    i, "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", "1mbit", "burst", "8kb",
                    "latency", "200ms");
        }
    }

    void hasten(int i) throws IOException {
        in(i, "tc", "qdisc", "del", "dev", "eth0", "root");
    }

    private static void run(String... words) throws IOException {
        if (tryRun(words) != 0) {
            throw new IOException("cannot " + String.join(" ", words));
        }
    }

    private static int tryRun(String... words) throws IOException {
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at " + String.join(" ", words), e);
        }
    }

    /** Removes what is there, if anything. */
    @Override
    public void close() throws IOException {
        for (int i = 0; i < count; i++) {
            tryRun("ip", "link", "del", outer(i));
            tryRun("ip", "netns", "del", name(i));
        }
        tryRun("ip", "link", "del", BRIDGE);
    }
}
