package dev.mudi.etcd.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Who the member of a directory is, kept in the file {@code member}: a line for each part.
 *
 * @param id never 0
 * @param cluster its token
 * @param origin how it came to be
 */
record MemberFile(long id, String cluster, Origin origin) {
    private static final String NAME = "member";

    /** How a member came to be. */
    enum Origin {
        /** It is one of those that began the cluster. */
        FOUNDER,
        /** It was added with a vote. */
        VOTER,
        /** It was added as a learner. */
        LEARNER
    }

    static Optional<MemberFile> read(Path directory) throws IOException {
        var file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file);
        if (lines.size() < 3) {
            throw new IOException("the file " + file + " does not say who this member is: restore it, or remove the"
                    + " member from its cluster and add it again");
        }
        return Optional.of(
                new MemberFile(Long.parseUnsignedLong(lines.get(0), 16), lines.get(1), Origin.valueOf(lines.get(2))));
    }

    void write(Path directory) throws IOException {
        var temporary = directory.resolve(NAME + ".tmp");
        Files.writeString(
                temporary,
                Long.toHexString(id) + "\n" + cluster + "\n" + origin + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The identity of a member that begins a cluster: every other member comes to the same, as in etcd. */
    static long identity(List<String> peerUrls, String cluster) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            peerUrls.stream().sorted().forEach(url -> digest.update(url.getBytes(StandardCharsets.UTF_8)));
            digest.update(cluster.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
