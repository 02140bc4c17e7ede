package dev.mudi.cluster;

import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.etcd.transfer.Comparison;
import dev.mudi.etcd.transfer.Export;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * Moves the objects of a cluster from one kind of store to another. The old store is read and kept; the new one is made, checked and
 * compared with it; and only then {@link StoreRecord} says that the new one counts. Whatever fails before that leaves the old
 * one in use.
 */
public final class StoreMove {
    private static final String SNAPSHOT = "move.snapshot";

    private final ClusterOptions options;
    private final Store from;
    private final Store to;
    private final Consumer<String> steps;

    private StoreMove(ClusterOptions options, Store from, Store to, Consumer<String> steps) {
        this.options = options;
        this.from = from;
        this.to = to;
        this.steps = steps;
    }

    /**
     * Moves. The cluster must not be running in this directory.
     *
     * @param options of the cluster, with the store to move to
     * @param steps told of each step, one line for the user
     * @throws IOException one line that says what is wrong and what to do; the old store is in use then as before
     */
    public static void run(ClusterOptions options, Consumer<String> steps) throws IOException, InterruptedException {
        if (!Files.isDirectory(options.dataDir())) {
            throw new IOException("there is no cluster in " + options.dataDir() + " whose store could be moved");
        }
        try (var _ = lock(options.dataDir())) {
            var from = StoreRecord.find(options.dataDir())
                    .orElseThrow(() -> new IOException(
                            "there is no cluster in " + options.dataDir() + " whose store could be moved"));
            if (from.getClass().equals(options.store().getClass())) {
                throw new IOException("the objects of this cluster are in " + StoreRecord.name(from) + " already");
            }
            new StoreMove(options, from, options.store(), steps).run();
        } catch (EtcdException e) {
            throw new IOException("the store was not moved: " + e.getMessage(), e);
        }
    }

    private static DirectoryLock lock(Path dataDir) throws IOException {
        try {
            return DirectoryLock.acquire(dataDir);
        } catch (IOException e) {
            throw new IOException("the cluster is running: stop it with 'mudi down', then move its store", e);
        }
    }

    private void run() throws IOException, InterruptedException {
        var snapshot = options.dataDir().resolve(SNAPSHOT);
        try (var source = MoveSource.open(options, from, steps)) {
            steps.accept("reading " + StoreRecord.name(from));
            try (var out = new BufferedOutputStream(Files.newOutputStream(snapshot))) {
                source.write(out);
            }
            make(source, snapshot);
        } finally {
            Files.deleteIfExists(snapshot);
        }
        var old = StoreRecord.folder(options.dataDir(), from);
        if (Files.exists(old)) {
            var kept = free(old.resolveSibling(old.getFileName() + ".moved"));
            Files.move(old, kept, StandardCopyOption.ATOMIC_MOVE);
            steps.accept("the old store is kept in " + kept + ": delete it when you do not need it any more");
        }
    }

    private void make(MoveSource source, Path snapshot) throws IOException, InterruptedException {
        var target = MoveTarget.of(options, to);
        try {
            steps.accept("making " + StoreRecord.name(to));
            try (var in = new BufferedInputStream(Files.newInputStream(snapshot))) {
                target.make(in);
            }
            try (var made = target.open()) {
                made.etcd().deleteRange(DeleteRangeRequest.of(Export.MARK));
                long keys = Comparison.requireSame(source.etcd(), made.etcd());
                steps.accept("the new store holds the same " + keys + " keys");
            }
            target.check();
            source.requireQuiet();
            StoreRecord.save(
                    options.dataDir(),
                    to,
                    StoreRecord.components(options.dataDir()).orElse(options.components()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            target.discard();
            source.goOn();
            throw e;
        }
    }

    /** A place where nothing is: of what was moved before, all is kept. */
    private static Path free(Path wish) {
        var place = wish;
        for (int i = 2; Files.exists(place); i++) {
            place = wish.resolveSibling(wish.getFileName() + "-" + i);
        }
        return place;
    }
}
