package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.SynchronizationContext.ScheduledHandle;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.util.ForwardingLoadBalancer;
import io.grpc.util.ForwardingLoadBalancerHelper;
import io.grpc.util.ForwardingSubchannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives calls to the members of a cluster in turn, but not to one that is {@linkplain MemberHealth silent} as long as another is
 * not: a stopped process keeps its connections, so nothing else tells of it for the half minute that a keep-alive takes, and a write
 * given to it waits its whole time, since it must not be sent twice. Of whom nothing was heard for a second is asked for a key that
 * is not there, which a member can answer only when the cluster hears it.
 *
 * <p>It is round robin of gRPC with another word in its choice; what is here runs in the channel's synchronization context, but for the
 * choice itself.
 */
final class AnsweringMembers extends ForwardingLoadBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(AnsweringMembers.class);
    private static final String POLICY = "etcd_answering_members";
    private static final Attributes.Key<MemberHealth> HEALTH = Attributes.Key.create("dev.mudi.etcd.member-health");
    /** Where a call wants to know which member it was given to. */
    static final CallOptions.Key<AtomicReference<@Nullable MemberHealth>> ASKED =
            CallOptions.Key.create("dev.mudi.etcd.asked-member");

    /** Others choose at the same time, so that a turn may hit the silent one a few times. */
    private static final int TURNS_A_MEMBER = 10;

    private static final Wire.RangeRequest QUESTION = Wire.RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setCountOnly(true)
            .build();

    static {
        LoadBalancerRegistry.getDefaultRegistry().register(new Provider());
    }

    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final LoadBalancer roundRobin;
    private final ScheduledHandle asking;

    private AnsweringMembers(Helper helper) {
        var provider = LoadBalancerRegistry.getDefaultRegistry().getProvider("round_robin");
        roundRobin = Objects.requireNonNull(provider, "gRPC has round robin").newLoadBalancer(new Watching(helper));
        long period = MemberHealth.PATIENCE.toNanos();
        asking = helper.getSynchronizationContext()
                .scheduleWithFixedDelay(
                        () -> members.forEach(Member::look),
                        period,
                        period,
                        TimeUnit.NANOSECONDS,
                        helper.getScheduledExecutorService());
    }

    /** Tells a connection. */
    static NettyChannelBuilder of(NettyChannelBuilder builder) {
        return builder.defaultLoadBalancingPolicy(POLICY);
    }

    @Override
    protected LoadBalancer delegate() {
        return roundRobin;
    }

    @Override
    public void shutdown() {
        asking.cancel();
        super.shutdown();
    }

    private static final class Provider extends LoadBalancerProvider {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public int getPriority() {
            return 5;
        }

        @Override
        public String getPolicyName() {
            return POLICY;
        }

        @Override
        public LoadBalancer newLoadBalancer(Helper helper) {
            return new AnsweringMembers(helper);
        }
    }

    /** Knows the members that round robin connects to, and chooses among them with it. */
    private final class Watching extends ForwardingLoadBalancerHelper {
        private final Helper helper;

        private Watching(Helper helper) {
            this.helper = helper;
        }

        @Override
        protected Helper delegate() {
            return helper;
        }

        @Override
        public Subchannel createSubchannel(CreateSubchannelArgs args) {
            var health = new MemberHealth(System::nanoTime);
            var attributes =
                    args.getAttributes().toBuilder().set(HEALTH, health).build();
            var member = new Member(
                    super.createSubchannel(
                            args.toBuilder().setAttributes(attributes).build()),
                    health);
            members.add(member);
            return member;
        }

        @Override
        public void updateBalancingState(ConnectivityState state, SubchannelPicker picker) {
            super.updateBalancingState(state, new Choice(picker));
        }
    }

    private final class Choice extends SubchannelPicker {
        private final SubchannelPicker turns;

        private Choice(SubchannelPicker turns) {
            this.turns = turns;
        }

        @Override
        public PickResult pickSubchannel(PickSubchannelArgs args) {
            var first = turns.pickSubchannel(args);
            var choice = first;
            for (int i = members.size() * TURNS_A_MEMBER; isSilent(choice) && i > 0; i--) {
                choice = turns.pickSubchannel(args);
            }
            choice = isSilent(choice) ? first : choice;
            var health = health(choice);
            var asked = args.getCallOptions().getOption(ASKED);
            if (asked != null) {
                asked.set(health);
            }
            return health == null ? choice : choice.copyWithStreamTracerFactory(health);
        }

        private static boolean isSilent(PickResult choice) {
            var health = health(choice);
            return health != null && health.isSilent();
        }

        /** None when there is no one to choose. */
        private static @Nullable MemberHealth health(PickResult choice) {
            var member = choice.getSubchannel();
            return member == null ? null : member.getAttributes().get(HEALTH);
        }
    }

    private final class Member extends ForwardingSubchannel {
        private final Subchannel subchannel;
        private final MemberHealth health;
        private @Nullable Channel channel;
        private @Nullable Future<?> asked;
        private boolean silent;

        private Member(Subchannel subchannel, MemberHealth health) {
            this.subchannel = subchannel;
            this.health = health;
        }

        @Override
        protected Subchannel delegate() {
            return subchannel;
        }

        @Override
        public void shutdown() {
            members.remove(this);
            super.shutdown();
        }

        private void look() {
            if (silent != health.isSilent()) {
                silent = !silent;
                tell();
            }
            var last = asked;
            if (health.isUnknown() && (last == null || last.isDone())) {
                ask();
            }
        }

        private void tell() {
            var log = silent ? LOG.atWarn() : LOG.atInfo();
            log.setMessage(
                            silent
                                    ? "a member of etcd does not answer: the others are asked until it does"
                                    : "a member of etcd answers again")
                    .addKeyValue("endpoint", getAddresses().getAddresses())
                    .log();
        }

        /** For as long as its silence takes to show. A member without a connection is not asked. */
        private void ask() {
            if (channel == null) {
                channel = asChannel();
            }
            var options = CallOptions.DEFAULT
                    .withStreamTracerFactory(health)
                    // Nobody wants to know what is answered, only that: no thread is needed for it.
                    .withExecutor(Runnable::run)
                    .withDeadlineAfter(2 * MemberHealth.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            asked = ClientCalls.futureUnaryCall(channel.newCall(Methods.RANGE, options), QUESTION);
        }
    }
}
