package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While users are known, who is not one of them neither learns nor changes anything; the codes and words are those of etcd 3.6. */
class StrangersTest {
    private static final String NOBODY = "INVALID_ARGUMENT etcdserver: user name is empty";
    private static final String FORGED = "UNAUTHENTICATED etcdserver: invalid auth token";
    private static final String DENIED = "PERMISSION_DENIED etcdserver: permission denied";
    private static final long LEASE = 7;
    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    @TempDir
    Path directory;

    private ServedEtcd served;
    private ManagedChannel channel;
    private String token = "";

    @BeforeEach
    void start() throws IOException {
        served = ServedEtcd.start(directory);
        channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(served.port()))
                .usePlaintext()
                .build();
        addUser("root", "root");
        addUser("other", "none");
        assertThat(call(Methods.LEASE_GRANT, lease(LEASE))).isEqualTo("OK");
        assertThat(call(
                        Methods.PUT,
                        Wire.PutRequest.newBuilder().setKey(KEY).setLease(LEASE).build()))
                .isEqualTo("OK");
        assertThat(call(AuthMethods.ENABLE, Wire.AuthNameRequest.getDefaultInstance()))
                .isEqualTo("OK");
    }

    private void addUser(String user, String role) {
        var name = Wire.AuthNameRequest.newBuilder();
        assertThat(call(
                        AuthMethods.USER_ADD,
                        Wire.AuthUserAddRequest.newBuilder()
                                .setName(user)
                                .setPassword(user)
                                .build()))
                .isEqualTo("OK");
        assertThat(call(AuthMethods.ROLE_ADD, name.setName(role).build())).isEqualTo("OK");
        assertThat(call(
                        AuthMethods.USER_GRANT_ROLE,
                        Wire.AuthUserRoleRequest.newBuilder()
                                .setUser(user)
                                .setRole(role)
                                .build()))
                .isEqualTo("OK");
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        served.close();
    }

    private io.grpc.Channel named() {
        var headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), token);
        }
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private <Q, A> String call(MethodDescriptor<Q, A> method, Q request) {
        try {
            ClientCalls.blockingUnaryCall(named(), method, options(), request);
            return "OK";
        } catch (StatusRuntimeException e) {
            return shown(e.getStatus());
        }
    }

    private static String shown(Status status) {
        return status.getCode() + " " + status.getDescription();
    }

    private String renewal(long lease) {
        var call = ClientCalls.blockingBidiStreamingCall(named(), Methods.LEASE_KEEP_ALIVE, options());
        try {
            call.write(Wire.LeaseKeepAliveRequest.newBuilder().setID(lease).build());
            return call.read() == null ? "ended" : "OK";
        } catch (StatusException e) {
            return shown(e.getStatus());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            call.cancel("it has said enough", null);
        }
    }

    private void loginAs(String user) {
        token = "";
        token = ClientCalls.blockingUnaryCall(
                        channel,
                        AuthMethods.AUTHENTICATE,
                        options(),
                        Wire.AuthenticateRequest.newBuilder()
                                .setName(user)
                                .setPassword(user)
                                .build())
                .getToken();
    }

    private static Wire.LeaseGrantRequest lease(long id) {
        return Wire.LeaseGrantRequest.newBuilder().setID(id).setTTL(100).build();
    }

    private static Wire.LeaseRevokeRequest revocation() {
        return Wire.LeaseRevokeRequest.newBuilder().setID(LEASE).build();
    }

    private static Wire.LeaseTimeToLiveRequest timeToLive() {
        return Wire.LeaseTimeToLiveRequest.newBuilder().setID(LEASE).build();
    }

    private static Wire.CompactionRequest compaction() {
        return Wire.CompactionRequest.newBuilder().setRevision(2).build();
    }

    private void assertShutOut(String refusal) {
        assertThat(call(Methods.COMPACT, compaction())).isEqualTo(refusal);
        assertThat(call(Methods.LEASE_GRANT, lease(8))).isEqualTo(refusal);
        assertThat(call(Methods.LEASE_REVOKE, revocation())).isEqualTo(refusal);
        assertThat(call(Methods.LEASE_TIME_TO_LIVE, timeToLive())).isEqualTo(refusal);
        assertThat(call(Methods.LEASES, Wire.LeaseLeasesRequest.getDefaultInstance()))
                .isEqualTo(refusal);
        assertThat(renewal(LEASE)).isEqualTo(refusal);
        assertThat(call(Methods.MEMBER_LIST, Wire.MemberListRequest.getDefaultInstance()))
                .isEqualTo(refusal);
    }

    @Test
    void whoShowsNoTokenIsRefused() {
        assertShutOut(NOBODY);
    }

    @Test
    void whoShowsATokenThatIsNoneIsRefused() {
        token = "root.1";
        assertShutOut(FORGED);
    }

    /** It takes the past from everyone. */
    @Test
    void onlyRootCompacts() {
        loginAs("other");
        assertThat(call(Methods.COMPACT, compaction())).isEqualTo(DENIED);
        loginAs("root");
        assertThat(call(Methods.COMPACT, compaction())).isEqualTo("OK");
    }

    @Test
    void whoMayNotWriteItsKeysKeepsNoLeaseAlive() {
        loginAs("other");
        assertThat(renewal(LEASE)).isEqualTo(DENIED);
        assertThat(call(Methods.LEASES, Wire.LeaseLeasesRequest.getDefaultInstance()))
                .isEqualTo(DENIED);
        assertThat(call(Methods.LEASE_TIME_TO_LIVE, timeToLive())).isEqualTo("OK");
        assertThat(call(Methods.LEASE_GRANT, lease(8))).isEqualTo("OK");
        assertThat(renewal(8)).isEqualTo("OK");

        loginAs("root");
        assertThat(renewal(LEASE)).isEqualTo("OK");
        assertThat(call(Methods.LEASES, Wire.LeaseLeasesRequest.getDefaultInstance()))
                .isEqualTo("OK");
        assertThat(call(Methods.LEASE_REVOKE, revocation())).isEqualTo("OK");
    }
}
