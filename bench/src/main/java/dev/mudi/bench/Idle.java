package dev.mudi.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches the server do nothing. */
final class Idle implements Benchmark {
    private static final int SECONDS = 60;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return "resident memory and CPU of the server's processes without load, over a minute";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        var server = target.processes();
        if (!server.isKnown()) {
            throw new IOException("the server's processes are not known: name them with --pid");
        }
        double before = server.cpuSeconds();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(load.secondsOr(SECONDS));
        double seconds = (System.nanoTime() - start) / 1e9;
        return List.of(
                new Measurement("resident memory", server.residentMebibytes(), "MiB"),
                new Measurement("CPU", (server.cpuSeconds() - before) / seconds * 100, "% of a core"),
                new Measurement("watched for", seconds, "s"));
    }
}
