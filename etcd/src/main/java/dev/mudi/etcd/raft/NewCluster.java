package dev.mudi.etcd.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;

/**
 * A member that has lost the others for ever goes on alone, as the first of a cluster of its own, with all that it has: what a majority
 * has acknowledged by way of it is in its log. That cluster has a token of its own, or members that come back would take this one for
 * theirs, and take back what it did meanwhile.
 *
 * <p>The new directory is made beside the old one, and put in its place when it is whole: a start that was broken off is gone on with by
 * the next. The old log is kept, as {@code raft.lost}.
 */
final class NewCluster {
    private static final String LOG = "raft";
    private static final String LOST = "raft.lost";
    private static final String MADE = "new-cluster.made";
    private static final String BEGUN = "new-cluster";

    private NewCluster() {}

    /**
     * Brings the directory about, if that is not done. The caller has its lock.
     *
     * @return the options with the cluster that counts from then on
     * @throws IOException when the old directory is not sound, or the new cluster has the token of the old one
     */
    static MemberOptions begin(MemberOptions options) throws IOException {
        putInPlace(options.dataDir());
        var token = options.cluster().token();
        var own = new MemberOptions.Cluster(
                token, Map.of(options.name(), options.addresses().peerUrls()), false);
        var old = MemberFile.read(options.dataDir());
        if (options.cluster().anew() && old.isPresent() && !isBegun(options.dataDir(), token)) {
            if (old.get().cluster().equals(token)) {
                throw new IOException("a new cluster needs another token than '" + token
                        + "', to which members belong that may come back: give another --initial-cluster-token");
            }
            var made = options.dataDir().resolve(MADE);
            delete(made);
            EtcdMember.restore(
                    MemberCheck.state(options.dataDir()), options.at(made).in(own));
            note(made, token);
            putInPlace(options.dataDir());
        }
        return isBegun(options.dataDir(), token) ? options.in(own) : options;
    }

    private static boolean isBegun(Path dataDir, String token) throws IOException {
        var file = dataDir.resolve(BEGUN);
        return Files.exists(file) && Files.readString(file).equals(token);
    }

    /** Each step is done once, whenever the one before it was the last. */
    private static void putInPlace(Path dataDir) throws IOException {
        var made = dataDir.resolve(MADE);
        if (!Files.exists(made.resolve(BEGUN))) {
            return;
        }
        if (Files.exists(made.resolve(LOG))) {
            if (Files.exists(dataDir.resolve(LOG))) {
                delete(dataDir.resolve(LOST));
                Files.move(dataDir.resolve(LOG), dataDir.resolve(LOST));
            }
            Files.move(made.resolve(LOG), dataDir.resolve(LOG));
        }
        MemberFile.read(made).orElseThrow().write(dataDir);
        note(dataDir, Files.readString(made.resolve(BEGUN)));
        delete(made);
    }

    private static void note(Path folder, String token) throws IOException {
        Files.writeString(
                folder.resolve(BEGUN),
                token,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
