package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients other than etcd's own ask of a watch, answered as by etcd 3.6. */
class WatchRequestsTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    Path directory;

    private ServedEtcd served;
    private ManagedChannel channel;
    private BlockingClientCall<Wire.WatchRequest, Wire.WatchResponse> call;

    @BeforeEach
    void start() throws IOException {
        served = ServedEtcd.start(directory);
        channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(served.port()))
                .usePlaintext()
                .build();
        call = ClientCalls.blockingBidiStreamingCall(
                channel, Methods.WATCH, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    }

    @AfterEach
    void stop() {
        call.cancel("it has said enough", null);
        channel.shutdownNow();
        served.close();
    }

    private static Wire.WatchRequest watchFrom(long revision) {
        return Wire.WatchRequest.newBuilder()
                .setCreateRequest(Wire.WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFrom(KEY.array()))
                        .setStartRevision(revision))
                .build();
    }

    /** grpcurl and every gateway are such: they send what they were given, and close their half. */
    @Test
    void whoHasNothingMoreToAskIsStillTold() throws Exception {
        call.write(watchFrom(0));
        assertThat(call.read().getCreated()).isTrue();
        call.halfClose();
        long revision = served.store().put(PutRequest.of(KEY, KEY)).revision();
        assertThat(call.read().getEvents(0).getKv().getModRevision()).isEqualTo(revision);
        revision = served.store().put(PutRequest.of(KEY, KEY)).revision();
        assertThat(call.read().getEvents(0).getKv().getModRevision()).isEqualTo(revision);
    }

    @Test
    void beforeTheFirstRevisionThereIsNothing() throws Exception {
        call.write(watchFrom(-5));
        assertThat(call.read())
                .returns(true, Wire.WatchResponse::getCreated)
                .returns(true, Wire.WatchResponse::getCanceled)
                .returns(-1L, Wire.WatchResponse::getWatchId)
                .returns("etcdserver: mvcc: required revision has been compacted", Wire.WatchResponse::getCancelReason);
        call.write(watchFrom(0));
        assertThat(call.read().getWatchId()).isZero();
    }
}
