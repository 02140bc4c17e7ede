package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdCheck.Finding;
import dev.mudi.etcd.log.DamageException;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.etcd.replication.Entry;
import dev.mudi.etcd.replication.Machine;
import dev.mudi.etcd.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * Proves that the directory of a member is sound: the checksums of its snapshots and of its log, the order of the log's
 * entries, and that doing them again on top of the newest snapshot makes a state of which every invariant holds. Changes nothing.
 */
public final class MemberCheck {
    private static final SizeInBytes LONGEST = SizeInBytes.valueOf(64L << 20);

    private final List<Finding> findings = new ArrayList<>();
    private Machine machine = Machine.empty();
    private long last = -1;

    private MemberCheck() {}

    /** Whether the directory is that of a member, and not of an embedded store. */
    public static boolean isMember(Path dataDir) {
        return Files.exists(dataDir.resolve("member")) && Files.isDirectory(dataDir.resolve("raft"));
    }

    /**
     * @return what is wrong; empty for a sound directory
     * @throws IOException when the directory cannot be read or a running member has it
     */
    public static List<Finding> run(Path dataDir) throws IOException {
        try (var _ = DirectoryLock.acquire(dataDir)) {
            return read(dataDir).findings;
        }
    }

    /**
     * All that a member has, to the end of its log. The caller has the lock of the directory.
     *
     * @throws IOException when it cannot be read, or is not sound
     */
    static State state(Path dataDir) throws IOException {
        var check = read(dataDir);
        if (!check.findings.isEmpty()) {
            throw new IOException("the directory " + dataDir + " is not sound: " + check.findings.getFirst());
        }
        return check.machine.state();
    }

    private static MemberCheck read(Path dataDir) throws IOException {
        var check = new MemberCheck();
        try (var groups = Files.list(dataDir.resolve("raft"))) {
            for (var group : groups.filter(Files::isDirectory).toList()) {
                check.snapshots(group.resolve("sm"));
                check.log(group.resolve("current"));
            }
        }
        for (var violation : check.machine.state().violations()) {
            check.findings.add(new Finding(dataDir.toString(), 0, violation));
        }
        return check;
    }

    private void snapshots(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (var file : files.filter(MemberCheck::isSnapshot).toList()) {
                snapshot(file);
            }
        }
    }

    private static boolean isSnapshot(Path file) {
        return SimpleStateMachineStorage.SNAPSHOT_REGEX
                .matcher(file.getFileName().toString())
                .matches();
    }

    private void snapshot(Path file) throws IOException {
        try {
            var content = RatisMachine.read(file, null);
            if (content.sequence() > machine.index()) {
                var at = SimpleStateMachineStorage.getTermIndexFromSnapshotFile(file.toFile());
                machine = new Machine(content.sequence(), at.getTerm(), content.state());
            }
        } catch (DamageException e) {
            findings.add(new Finding(e.file(), e.offset(), e.getMessage()));
        }
    }

    private void log(Path folder) throws IOException {
        List<LogSegmentPath> segments;
        try (var files = Files.list(folder)) {
            segments = files.map(LogSegmentPath::matchLogSegment)
                    .filter(segment -> segment != null && segment.getStartEnd() != null)
                    .sorted(Comparator.comparing(LogSegmentPath::getStartEnd))
                    .toList();
        }
        for (var segment : segments) {
            var file = segment.getPath().toFile();
            try {
                // As a member does when it starts: an entry that was never written to its end is left out.
                LogSegment.readSegmentFile(
                        file, segment.getStartEnd(), LONGEST, CorruptionPolicy.EXCEPTION, null, this::entry);
            } catch (IOException | IllegalStateException e) {
                findings.add(new Finding(file.toString(), 0, String.valueOf(e.getMessage())));
                return;
            }
        }
    }

    private void entry(LogEntryProto entry) {
        if (last >= 0 && entry.getIndex() != last + 1) {
            throw new IllegalStateException("entry " + entry.getIndex() + " follows on entry " + last);
        }
        last = entry.getIndex();
        long index = last + 1;
        if (index <= machine.index()) {
            return;
        }
        machine = entry.hasStateMachineLogEntry()
                ? machine.apply(
                                index,
                                entry.getTerm(),
                                Entry.decode(Bytes.wrap(entry.getStateMachineLogEntry()
                                        .getLogData()
                                        .toByteArray())))
                        .machine()
                : machine.advance(index, entry.getTerm());
    }
}
