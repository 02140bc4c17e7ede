package dev.mudi.etcd.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is only read is asked of a second member, and a third, when the first says nothing for a while; the first answer counts
 * (gRFC A6). So a member that hangs costs a read a second, not its whole time, and one that is only slow still answers: nobody is
 * taken for dead. A write is not asked twice here (see {@link GuardedWrite}), nor is what every member would have to work long for.
 */
final class Hedging {
    private static final int MOST = 3;
    private static final String DELAY = MemberHealth.PATIENCE.toSeconds() + "s";

    private static final List<MethodDescriptor<?, ?>> READS =
            List.of(Methods.RANGE, Methods.LEASE_TIME_TO_LIVE, Methods.LEASES, Methods.MEMBER_LIST, Methods.STATUS);

    private Hedging() {}

    /** Tells a connection to members of which there are so many, two at least. */
    static NettyChannelBuilder of(NettyChannelBuilder builder, int members) {
        return builder.defaultServiceConfig(config(Math.min(members, MOST)));
    }

    /** As gRPC wants to read it: of JSON's numbers it knows doubles only. */
    private static Map<String, Object> config(int attempts) {
        var names = READS.stream()
                .map(method ->
                        Map.of("service", text(method.getServiceName()), "method", text(method.getBareMethodName())))
                .toList();
        var policy = Map.of("maxAttempts", (double) attempts, "hedgingDelay", DELAY);
        return Map.of("methodConfig", List.of(Map.of("name", names, "hedgingPolicy", policy)));
    }

    private static String text(@Nullable String partOfName) {
        return Objects.requireNonNull(partOfName, "a method's name has two parts");
    }
}
