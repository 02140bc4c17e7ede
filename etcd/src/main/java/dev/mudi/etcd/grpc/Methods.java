package dev.mudi.etcd.grpc;

import com.google.protobuf.Message;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/** The methods of etcd's v3 API that are served and called here. */
public final class Methods {
    private static final String KV = "etcdserverpb.KV";
    private static final String WATCHES = "etcdserverpb.Watch";
    private static final String LEASE = "etcdserverpb.Lease";
    private static final String CLUSTER = "etcdserverpb.Cluster";
    private static final String MAINTENANCE = "etcdserverpb.Maintenance";

    public static final MethodDescriptor<Wire.RangeRequest, Wire.RangeResponse> RANGE =
            unary(KV, "Range", Wire.RangeRequest.getDefaultInstance(), Wire.RangeResponse.getDefaultInstance());
    public static final MethodDescriptor<Wire.PutRequest, Wire.PutResponse> PUT =
            unary(KV, "Put", Wire.PutRequest.getDefaultInstance(), Wire.PutResponse.getDefaultInstance());
    public static final MethodDescriptor<Wire.DeleteRangeRequest, Wire.DeleteRangeResponse> DELETE_RANGE = unary(
            KV,
            "DeleteRange",
            Wire.DeleteRangeRequest.getDefaultInstance(),
            Wire.DeleteRangeResponse.getDefaultInstance());
    public static final MethodDescriptor<Wire.TxnRequest, Wire.TxnResponse> TXN =
            unary(KV, "Txn", Wire.TxnRequest.getDefaultInstance(), Wire.TxnResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.CompactionRequest, Wire.CompactionResponse> COMPACT = unary(
            KV, "Compact", Wire.CompactionRequest.getDefaultInstance(), Wire.CompactionResponse.getDefaultInstance());

    public static final MethodDescriptor<Wire.WatchRequest, Wire.WatchResponse> WATCH = method(
                    WATCHES,
                    "Watch",
                    MethodType.BIDI_STREAMING,
                    Wire.WatchRequest.getDefaultInstance(),
                    Wire.WatchResponse.getDefaultInstance())
            .toBuilder()
            .setResponseMarshaller(new WatchMarshaller())
            .build();

    public static final MethodDescriptor<Wire.LeaseGrantRequest, Wire.LeaseGrantResponse> LEASE_GRANT = unary(
            LEASE,
            "LeaseGrant",
            Wire.LeaseGrantRequest.getDefaultInstance(),
            Wire.LeaseGrantResponse.getDefaultInstance());
    public static final MethodDescriptor<Wire.LeaseRevokeRequest, Wire.LeaseRevokeResponse> LEASE_REVOKE = unary(
            LEASE,
            "LeaseRevoke",
            Wire.LeaseRevokeRequest.getDefaultInstance(),
            Wire.LeaseRevokeResponse.getDefaultInstance());
    public static final MethodDescriptor<Wire.LeaseKeepAliveRequest, Wire.LeaseKeepAliveResponse> LEASE_KEEP_ALIVE =
            method(
                    LEASE,
                    "LeaseKeepAlive",
                    MethodType.BIDI_STREAMING,
                    Wire.LeaseKeepAliveRequest.getDefaultInstance(),
                    Wire.LeaseKeepAliveResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.LeaseTimeToLiveRequest, Wire.LeaseTimeToLiveResponse> LEASE_TIME_TO_LIVE = unary(
            LEASE,
            "LeaseTimeToLive",
            Wire.LeaseTimeToLiveRequest.getDefaultInstance(),
            Wire.LeaseTimeToLiveResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.LeaseLeasesRequest, Wire.LeaseLeasesResponse> LEASES = unary(
            LEASE,
            "LeaseLeases",
            Wire.LeaseLeasesRequest.getDefaultInstance(),
            Wire.LeaseLeasesResponse.getDefaultInstance());

    static final MethodDescriptor<Wire.MemberListRequest, Wire.MemberListResponse> MEMBER_LIST = unary(
            CLUSTER,
            "MemberList",
            Wire.MemberListRequest.getDefaultInstance(),
            Wire.MemberListResponse.getDefaultInstance());

    static final MethodDescriptor<Wire.MemberAddRequest, Wire.MemberAddResponse> MEMBER_ADD = unary(
            CLUSTER,
            "MemberAdd",
            Wire.MemberAddRequest.getDefaultInstance(),
            Wire.MemberAddResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.MemberRemoveRequest, Wire.MembersResponse> MEMBER_REMOVE = unary(
            CLUSTER,
            "MemberRemove",
            Wire.MemberRemoveRequest.getDefaultInstance(),
            Wire.MembersResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.MemberUpdateRequest, Wire.MembersResponse> MEMBER_UPDATE = unary(
            CLUSTER,
            "MemberUpdate",
            Wire.MemberUpdateRequest.getDefaultInstance(),
            Wire.MembersResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.MemberPromoteRequest, Wire.MembersResponse> MEMBER_PROMOTE = unary(
            CLUSTER,
            "MemberPromote",
            Wire.MemberPromoteRequest.getDefaultInstance(),
            Wire.MembersResponse.getDefaultInstance());

    static final MethodDescriptor<Wire.StatusRequest, Wire.StatusResponse> STATUS = unary(
            MAINTENANCE, "Status", Wire.StatusRequest.getDefaultInstance(), Wire.StatusResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AlarmRequest, Wire.AlarmResponse> ALARM = unary(
            MAINTENANCE, "Alarm", Wire.AlarmRequest.getDefaultInstance(), Wire.AlarmResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.DefragmentRequest, Wire.DefragmentResponse> DEFRAGMENT = unary(
            MAINTENANCE,
            "Defragment",
            Wire.DefragmentRequest.getDefaultInstance(),
            Wire.DefragmentResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.HashRequest, Wire.HashResponse> HASH =
            unary(MAINTENANCE, "Hash", Wire.HashRequest.getDefaultInstance(), Wire.HashResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.MoveLeaderRequest, Wire.MoveLeaderResponse> MOVE_LEADER = unary(
            MAINTENANCE,
            "MoveLeader",
            Wire.MoveLeaderRequest.getDefaultInstance(),
            Wire.MoveLeaderResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.DowngradeRequest, Wire.DowngradeResponse> DOWNGRADE = unary(
            MAINTENANCE,
            "Downgrade",
            Wire.DowngradeRequest.getDefaultInstance(),
            Wire.DowngradeResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.HashKVRequest, Wire.HashKVResponse> HASH_KV = unary(
            MAINTENANCE, "HashKV", Wire.HashKVRequest.getDefaultInstance(), Wire.HashKVResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.SnapshotRequest, Wire.SnapshotResponse> SNAPSHOT = method(
            MAINTENANCE,
            "Snapshot",
            MethodType.SERVER_STREAMING,
            Wire.SnapshotRequest.getDefaultInstance(),
            Wire.SnapshotResponse.getDefaultInstance());

    private Methods() {}

    static <Q extends Message, A extends Message> MethodDescriptor<Q, A> unary(
            String service, String method, Q request, A response) {
        return method(service, method, MethodType.UNARY, request, response);
    }

    static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String service, String method, MethodType type, Q request, A response) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .setSampledToLocalTracing(false)
                .build();
    }
}
