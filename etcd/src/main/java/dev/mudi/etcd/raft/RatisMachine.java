package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.log.ForcedSink;
import dev.mudi.etcd.values.Places;
import dev.mudi.etcd.values.ValueFile;
import dev.mudi.etcd.values.Values;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis calls. Its indices begin at 0, and ours at 1. A server that was started again in this process begins with its
 * snapshot; what is applied already is passed over.
 */
final class RatisMachine extends BaseStateMachine {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Events events;

    /** What Ratis tells, with our indices. */
    interface Events {
        /** How far the replica is. */
        long applied();

        void apply(long index, long term, Bytes entry);

        void advance(long index, long term);

        /** @param home where the snapshot's values are */
        void install(SnapshotCodec.Content snapshot, long term, ValueFile home);

        /** Leadership may have changed. */
        void leadership();

        /** Who the members are has changed; whether this one is a learner. */
        void settled(boolean learner);

        /** The log cannot be written any more by this server. */
        void logFailed(Throwable cause);

        CompletableFuture<Bytes> query(Bytes question);
    }

    RatisMachine(Events events) {
        this.events = events;
    }

    /** How far the replica is. */
    long applied() {
        return events.applied();
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        getLifeCycle().startAndTransition(() -> {
            super.initialize(server, group, raftStorage);
            storage.init(raftStorage);
            load();
        });
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        load();
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    private void load() throws IOException {
        var snapshot = storage.loadLatestSnapshot();
        if (snapshot == null) {
            return;
        }
        setLastAppliedTermIndex(snapshot.getTermIndex());
        if (snapshot.getIndex() + 1 > events.applied()) {
            install(snapshot.getFile().getPath(), snapshot.getTerm());
        }
    }

    private void install(Path file, long term) throws IOException {
        var home = ValueFile.open(folder(file), name(file));
        try {
            events.install(read(file, home), term, home);
        } catch (IOException | RuntimeException e) {
            home.close();
            throw e;
        }
    }

    /** @param home the file itself, null to read the values into memory */
    static SnapshotCodec.Content read(Path file, @Nullable ValueFile home) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 18)) {
            return SnapshotCodec.read(new BlockReader(in, file.toString()), home);
        }
    }

    private static Disk folder(Path file) {
        var directory = file.toAbsolutePath().getParent();
        return new DirectoryDisk(directory == null ? file : directory, true);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /**
     * Writes a snapshot; it is there as a whole, durably, or not at all.
     *
     * @param at its index and term, as Ratis counts
     * @param values are in it from then on
     * @return its size in bytes
     */
    long write(TermIndex at, SnapshotCodec.Content content, Values values) throws IOException {
        var file = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
        var places = new Places();
        long bytes = write(file, content, places);
        values.moveInto(content.state(), places, folder(file), name(file));
        return bytes;
    }

    static long write(Path file, SnapshotCodec.Content content, LongConsumer places) throws IOException {
        var disk = folder(file);
        var name = name(file);
        var temporary = name + ".tmp";
        var md5 = MD5FileUtil.newMD5();
        try (var out = disk.create(temporary)) {
            var sink = new ForcedSink(out);
            var blocks = new BlockWriter(bytes -> {
                md5.update(bytes.duplicate());
                sink.write(bytes);
            });
            SnapshotCodec.write(content, blocks, places);
            blocks.finish();
            out.force();
            disk.rename(temporary, name);
            MD5FileUtil.saveMD5File(file.toFile(), MD5Hash.newInstance(md5.digest()));
            return sink.position();
        } catch (IOException | RuntimeException e) {
            disk.delete(temporary);
            throw e;
        }
    }

    /** The newest that was written is the one that counts from now on. */
    void useNewest() {
        storage.loadLatestSnapshot();
    }

    /** Ratis asks when it is told that there is a new one: what was written beside the log is all there is to do. */
    @Override
    public long takeSnapshot() {
        var latest = storage.getLatestSnapshot();
        return latest == null ? RaftLog.INVALID_LOG_INDEX : latest.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
        return storage.getLatestSnapshot();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        long index = entry.getIndex() + 1;
        if (index > events.applied()) {
            var data = entry.getStateMachineLogEntry().getLogData();
            events.apply(index, entry.getTerm(), Bytes.wrap(data.toByteArray()));
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        if (index + 1 > events.applied()) {
            events.advance(index + 1, term);
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return events.query(Bytes.wrap(request.getContent().toByteArray())).thenApply(RatisMachine::message);
    }

    static Message message(Bytes bytes) {
        ByteString content = UnsafeByteOperations.unsafeWrap(bytes.array());
        return Message.valueOf(content);
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        var self = getId().toByteString();
        boolean settled = configuration.getOldPeersCount() == 0 && configuration.getOldListenersCount() == 0;
        if (settled && index + 1 > events.applied()) {
            events.settled(configuration.getListenersList().stream()
                    .anyMatch(peer -> peer.getId().equals(self)));
        }
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        events.leadership();
    }

    @Override
    public void notifyLeaderReady() {
        events.leadership();
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        events.logFailed(new IOException("the server of the log has shut down"));
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        events.logFailed(cause);
    }
}
