package dev.mudi.etcd.grpc;

import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.MethodDescriptor;

/** The methods of etcd's services Lock and Election. */
final class CoordinationMethods {
    private static final String LOCKS = "v3lockpb.Lock";
    private static final String ELECTIONS = "v3electionpb.Election";

    static final MethodDescriptor<Wire.LockRequest, Wire.LockResponse> LOCK =
            Methods.unary(LOCKS, "Lock", Wire.LockRequest.getDefaultInstance(), Wire.LockResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.UnlockRequest, Wire.UnlockResponse> UNLOCK = Methods.unary(
            LOCKS, "Unlock", Wire.UnlockRequest.getDefaultInstance(), Wire.UnlockResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.CampaignRequest, Wire.CampaignResponse> CAMPAIGN = Methods.unary(
            ELECTIONS,
            "Campaign",
            Wire.CampaignRequest.getDefaultInstance(),
            Wire.CampaignResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.ProclaimRequest, Wire.ProclaimResponse> PROCLAIM = Methods.unary(
            ELECTIONS,
            "Proclaim",
            Wire.ProclaimRequest.getDefaultInstance(),
            Wire.ProclaimResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.LeaderRequest, Wire.LeaderResponse> LEADER = Methods.unary(
            ELECTIONS, "Leader", Wire.LeaderRequest.getDefaultInstance(), Wire.LeaderResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.LeaderRequest, Wire.LeaderResponse> OBSERVE = Methods.method(
            ELECTIONS,
            "Observe",
            MethodDescriptor.MethodType.SERVER_STREAMING,
            Wire.LeaderRequest.getDefaultInstance(),
            Wire.LeaderResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.ResignRequest, Wire.ResignResponse> RESIGN = Methods.unary(
            ELECTIONS, "Resign", Wire.ResignRequest.getDefaultInstance(), Wire.ResignResponse.getDefaultInstance());

    private CoordinationMethods() {}
}
