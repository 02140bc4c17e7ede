package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client of etcd would send, to etcd itself and to our server: the same code and message of gRPC each. */
class BadInputTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("key");
    private static final Wire.PutRequest PUT =
            Wire.PutRequest.newBuilder().setKey(KEY).setValue(KEY).build();

    @TempDir
    Path directory;

    private ExternalEtcd theirs;
    private ServedEtcd ours;
    private ManagedChannel there;
    private ManagedChannel here;
    private String token = "";

    @BeforeEach
    void start() throws IOException {
        theirs = ExternalEtcd.start(directory);
        ours = ServedEtcd.start(directory);
        there = connect(theirs.port());
        here = connect(ours.port());
    }

    @AfterEach
    void stop() {
        there.shutdownNow();
        here.shutdownNow();
        ours.close();
        theirs.close();
    }

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress(ServedEtcd.loopback(port))
                .usePlaintext()
                .build();
    }

    /** How a call ends: its code and message; nothing else of an answer is looked at. */
    private <Q, A> String outcome(ManagedChannel channel, MethodDescriptor<Q, A> method, Q request) {
        var headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
        }
        var named = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        try {
            ClientCalls.blockingUnaryCall(
                    named, method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
            return "OK";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    private <Q, A> void assertSame(String expected, MethodDescriptor<Q, A> method, Q request) {
        assertThat(outcome(there, method, request)).as("etcd's").isEqualTo(expected);
        assertThat(outcome(here, method, request)).as("ours").isEqualTo(expected);
    }

    private static Wire.RangeRequest.Builder range() {
        return Wire.RangeRequest.newBuilder().setKey(KEY);
    }

    private static Wire.TxnRequest txn(int count, Wire.RequestOp op) {
        return Wire.TxnRequest.newBuilder()
                .addAllSuccess(Collections.nCopies(count, op))
                .build();
    }

    private static Wire.RequestOp put() {
        return Wire.RequestOp.newBuilder().setRequestPut(PUT).build();
    }

    @Test
    void keysThatAreNone() {
        var none = "INVALID_ARGUMENT etcdserver: key is not provided";
        assertSame(none, Methods.RANGE, Wire.RangeRequest.getDefaultInstance());
        assertSame(none, Methods.PUT, Wire.PutRequest.getDefaultInstance());
        assertSame(none, Methods.DELETE_RANGE, Wire.DeleteRangeRequest.getDefaultInstance());
        assertSame(
                none,
                Methods.TXN,
                txn(
                        1,
                        Wire.RequestOp.newBuilder()
                                .setRequestPut(Wire.PutRequest.getDefaultInstance())
                                .build()));
        assertSame(
                "INVALID_ARGUMENT etcdserver: key not found", Methods.TXN, txn(1, Wire.RequestOp.getDefaultInstance()));
        var bytes = ByteString.copyFrom(new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'});
        assertSame("OK", Methods.PUT, PUT.toBuilder().setKey(bytes).build());
        assertSame("OK", Methods.RANGE, range().setKey(bytes).setRangeEnd(KEY).build());
    }

    @Test
    void whatIsTooMuchOrContradictsItself() {
        var large = ByteString.copyFrom(new byte[1_600_000]);
        assertSame(
                "INVALID_ARGUMENT etcdserver: request is too large",
                Methods.PUT,
                PUT.toBuilder().setValue(large).build());
        assertSame(
                "INVALID_ARGUMENT etcdserver: too many operations in txn request",
                Methods.TXN,
                txn(129, Wire.RequestOp.newBuilder().setRequestRange(range()).build()));
        assertSame("INVALID_ARGUMENT etcdserver: duplicate key given in txn request", Methods.TXN, txn(2, put()));
        assertSame(
                "INVALID_ARGUMENT etcdserver: value is provided",
                Methods.PUT,
                PUT.toBuilder().setIgnoreValue(true).build());
        assertSame(
                "INVALID_ARGUMENT etcdserver: lease is provided",
                Methods.PUT,
                PUT.toBuilder().setLease(1).setIgnoreLease(true).build());
        assertSame(
                "INVALID_ARGUMENT etcdserver: key not found",
                Methods.PUT,
                Wire.PutRequest.newBuilder().setKey(KEY).setIgnoreValue(true).build());
        var larger = PUT.toBuilder().setValue(large.concat(large)).build();
        assertThat(outcome(there, Methods.PUT, larger)).startsWith("RESOURCE_EXHAUSTED ");
        assertThat(outcome(here, Methods.PUT, larger)).startsWith("RESOURCE_EXHAUSTED ");
    }

    @Test
    void revisionsThatAreGoneOrNotYetThere() {
        assertSame("OK", Methods.PUT, PUT);
        assertSame("OK", Methods.PUT, PUT);
        var gone = "OUT_OF_RANGE etcdserver: mvcc: required revision has been compacted";
        var future = "OUT_OF_RANGE etcdserver: mvcc: required revision is a future revision";
        assertSame("OK", Methods.COMPACT, compaction(3));
        assertSame(gone, Methods.COMPACT, compaction(3));
        assertSame(gone, Methods.COMPACT, compaction(-1));
        assertSame(future, Methods.COMPACT, compaction(4));
        assertSame(gone, Methods.RANGE, range().setRevision(2).build());
        assertSame(future, Methods.RANGE, range().setRevision(4).build());
        assertSame(future, Methods.RANGE, range().setRevision(Long.MAX_VALUE).build());
        assertSame("OK", Methods.RANGE, range().setRevision(-1).build());
        // Only an etcd newer than 3.4 gives the reason in words too.
        assertThat(watch(there, 2)).contains("canceled: true", "compact_revision: 3");
        assertThat(watch(here, 2)).contains("canceled: true", "compact_revision: 3");
    }

    private static Wire.CompactionRequest compaction(long revision) {
        return Wire.CompactionRequest.newBuilder().setRevision(revision).build();
    }

    /** The answers to a watch until it is over. */
    private static String watch(ManagedChannel channel, long from) {
        var create = Wire.WatchCreateRequest.newBuilder().setKey(KEY).setStartRevision(from);
        return stream(
                channel,
                Methods.WATCH,
                Wire.WatchRequest.newBuilder().setCreateRequest(create).build(),
                2);
    }

    private static <Q, A extends Message> String stream(
            ManagedChannel channel, MethodDescriptor<Q, A> method, Q request, int answers) {
        var call = ClientCalls.blockingBidiStreamingCall(
                channel, method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        try {
            call.write(request);
            var all = new ArrayList<String>();
            for (int i = 0; i < answers; i++) {
                all.add(String.valueOf(call.read()).replaceAll("(cluster_id|member_id|raft_term): [0-9]+", ""));
            }
            return all.toString();
        } catch (StatusException e) {
            return String.valueOf(e.getStatus());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            call.cancel("it has said enough", null);
        }
    }

    @Test
    void leasesThatAreNone() {
        var unknown = "NOT_FOUND etcdserver: requested lease not found";
        assertSame(unknown, Methods.PUT, PUT.toBuilder().setLease(4711).build());
        assertSame(
                unknown,
                Methods.LEASE_REVOKE,
                Wire.LeaseRevokeRequest.newBuilder().setID(4711).build());
        assertSame(
                "OK",
                Methods.LEASE_TIME_TO_LIVE,
                Wire.LeaseTimeToLiveRequest.newBuilder().setID(4711).build());
        var alive = Wire.LeaseKeepAliveRequest.newBuilder().setID(4711).build();
        assertThat(stream(here, Methods.LEASE_KEEP_ALIVE, alive, 1))
                .isEqualTo(stream(there, Methods.LEASE_KEEP_ALIVE, alive, 1))
                .contains("ID: 4711")
                .doesNotContain("TTL");
        assertSame("OK", Methods.LEASE_GRANT, lease(4711, 100));
        assertSame("FAILED_PRECONDITION etcdserver: lease already exists", Methods.LEASE_GRANT, lease(4711, 100));
        assertSame("OUT_OF_RANGE etcdserver: too large lease TTL", Methods.LEASE_GRANT, lease(1, 9_000_000_001L));
    }

    private static Wire.LeaseGrantRequest lease(long id, long seconds) {
        return Wire.LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build();
    }

    @Test
    void tokensThatAreWrong() {
        var root = Wire.AuthUserAddRequest.newBuilder().setName("root").setPassword("secret");
        assertSame("OK", AuthMethods.USER_ADD, root.build());
        assertSame(
                "OK",
                AuthMethods.ROLE_ADD,
                Wire.AuthNameRequest.newBuilder().setName("root").build());
        assertSame(
                "OK",
                AuthMethods.USER_GRANT_ROLE,
                Wire.AuthUserRoleRequest.newBuilder()
                        .setUser("root")
                        .setRole("root")
                        .build());
        assertSame("OK", AuthMethods.ENABLE, Wire.AuthNameRequest.getDefaultInstance());

        assertSame("INVALID_ARGUMENT etcdserver: user name is empty", Methods.RANGE, range().build());
        for (var wrong : List.of("nonsense", "nonsense.1", "nonsense.x", ".", "a.b.c")) {
            token = wrong;
            assertSame("UNAUTHENTICATED etcdserver: invalid auth token", Methods.RANGE, range().build());
            assertSame("UNAUTHENTICATED etcdserver: invalid auth token", Methods.PUT, PUT);
        }
        token = "";
        var password = Wire.AuthenticateRequest.newBuilder()
                .setName("root")
                .setPassword("wrong")
                .build();
        assertSame(
                "INVALID_ARGUMENT etcdserver: authentication failed, invalid user ID or password",
                AuthMethods.AUTHENTICATE,
                password);
    }

    /** Bytes as they are, in place of a message. */
    private static final MethodDescriptor.Marshaller<byte[]> RAW = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static MethodDescriptor<byte[], byte[]> raw(String method, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(RAW, RAW)
                .setType(type)
                .setFullMethodName("etcdserverpb." + method)
                .build();
    }

    private void assertUnreadable(String expected, String method, String hex) {
        assertSame(
                "INTERNAL grpc: error unmarshalling request: " + expected,
                raw(method, MethodDescriptor.MethodType.UNARY),
                HexFormat.of().parseHex(hex));
    }

    @Test
    void messagesThatAreNone() {
        var tooShort = "unexpected EOF";
        for (var hex : List.of("0aff0102", "0a", "12", "0aff", "80", "fa0101", "fa01ff", "0affffffff07")) {
            assertUnreadable(tooShort, "KV/Range", hex);
            assertUnreadable(tooShort, "KV/Put", hex);
        }
        assertUnreadable(tooShort, "Lease/LeaseGrant", "08");
        assertUnreadable(tooShort, "Cluster/MemberAdd", "0aff");
        assertUnreadable("proto: RangeRequest: illegal tag 0 (wire type 0)", "KV/Range", "00");
        assertUnreadable("proto: PutRequest: wiretype end group for non-group", "KV/Put", "0c");
        assertUnreadable("proto: integer overflow", "KV/Put", "8080808080808080808001");
        assertUnreadable("proto: integer overflow", "KV/Put", "0affffffffffffffffffff01");
        assertUnreadable("proto: illegal wireType 7", "KV/Put", "0a016bffffffff0f");
        assertSame(
                "INVALID_ARGUMENT etcdserver: key is not provided",
                raw("KV/Put", MethodDescriptor.MethodType.UNARY),
                HexFormat.of().parseHex("f80101"));
        assertSame("OK", Methods.PUT, PUT);
    }

    @Test
    void fieldsInTheEncodingOfOthers() {
        assertUnreadable("proto: wrong wireType = 0 for field Key", "KV/Range", "0801");
        assertUnreadable("proto: wrong wireType = 7 for field Key", "KV/Range", "0f");
        assertUnreadable("proto: wrong wireType = 3 for field Key", "KV/Put", "0b");
        assertUnreadable("proto: wrong wireType = 2 for field Lease", "KV/Put", "1a036b");
        assertUnreadable("proto: wrong wireType = 2 for field TTL", "Lease/LeaseGrant", "0a016b");
        assertUnreadable("proto: wrong wireType = 2 for field MaxModRevision", "KV/Range", "5a016b");
    }

    @Test
    void methodsThatAreNone() {
        var nothing = raw("KV/Nothing", MethodDescriptor.MethodType.UNARY);
        assertThat(outcome(there, nothing, new byte[0])).startsWith("UNIMPLEMENTED ");
        assertThat(outcome(here, nothing, new byte[0])).startsWith("UNIMPLEMENTED ");
    }

    private static String streamOfOne(ManagedChannel channel, String method, byte[] request) {
        var call = ClientCalls.blockingBidiStreamingCall(
                channel,
                raw(method, MethodDescriptor.MethodType.BIDI_STREAMING),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        try {
            call.write(request);
            return call.read() == null ? "ended" : "answered";
        } catch (StatusException e) {
            // Only an etcd newer than 3.4 has the colon.
            var description = String.valueOf(e.getStatus().getDescription()).replace("message: ", "message ");
            return e.getStatus().getCode() + " " + description;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void messagesOfStreamsThatAreNone() {
        for (var method : List.of("Watch/Watch", "Lease/LeaseKeepAlive")) {
            for (var hex : List.of("00", "0f", "0a", "80")) {
                var bytes = HexFormat.of().parseHex(hex);
                assertThat(streamOfOne(here, method, bytes))
                        .as(method + " " + hex)
                        .isEqualTo(streamOfOne(there, method, bytes))
                        .startsWith("INTERNAL grpc: failed to unmarshal the received message ");
            }
        }
    }

    @Test
    void connectionsThatSayNothingOrHalfOfSomething() throws Exception {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        var starts = List.of("", "P", "PRI * HTT", preface, preface + "\0\0\4", "GET /hea", "\26\3\1\2", "\0\0\0");
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 5; i++) {
                for (var start : starts) {
                    var socket = new Socket(InetAddress.getLoopbackAddress(), ours.port());
                    socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
                    sockets.add(socket);
                }
            }
            assertThat(outcome(here, Methods.PUT, PUT)).isEqualTo("OK");
            // Half of them go away without a word, the others stay.
            for (int i = 0; i < sockets.size(); i += 2) {
                sockets.get(i).setSoLinger(true, 0);
                sockets.get(i).close();
            }
            assertThat(outcome(here, Methods.PUT, PUT)).isEqualTo("OK");
            assertThat(CompletableFuture.runAsync(ours::hangUp))
                    .as("does not wait for those who say nothing")
                    .succeedsWithin(Duration.ofMinutes(1));
            for (int i = 1; i < sockets.size(); i += 2) {
                var left = sockets.get(i);
                await().until(() -> isHungUp(left));
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        ours.serveAgain();
        assertThat(ours.client().revision()).isPositive();
    }

    private static boolean isHungUp(Socket socket) throws IOException {
        socket.setSoTimeout(1_000);
        try {
            return socket.getInputStream().skip(1 << 20) == 0
                    && socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }
}
