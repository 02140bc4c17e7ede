package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** etcd itself and our server, both empty, and messages to both of them as they are on the wire. */
final class SideBySide implements AutoCloseable {
    private static final int LARGE = 64 << 20;

    private final ExternalEtcd theirs;
    private final ServedEtcd ours;
    private final ManagedChannel there;
    private final ManagedChannel here;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SideBySide(ExternalEtcd theirs, ServedEtcd ours) {
        this.theirs = theirs;
        this.ours = ours;
        this.there = connect(theirs.port());
        this.here = connect(ours.port());
    }

    static SideBySide start(Path directory) throws IOException {
        return new SideBySide(ExternalEtcd.start(directory), ServedEtcd.start(directory));
    }

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress(ServedEtcd.loopback(port))
                .usePlaintext()
                .maxInboundMessageSize(LARGE)
                .build();
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /** Asks both, and wants the same of them: the answer, without what is each server's own, or the code and words of the refusal. */
    <Q, A extends Message> String same(MethodDescriptor<Q, A> method, Q request) {
        var ourAnswer = answer(here, method, request);
        assertThat(ourAnswer)
                .as("%s of %s", method.getFullMethodName(), request)
                .isEqualTo(answer(there, method, request));
        return ourAnswer;
    }

    /** As {@link #same}, of requests that wait until {@code meanwhile} has been asked of both. */
    <Q, A extends Message> String same(MethodDescriptor<Q, A> method, Q request, Runnable meanwhile) {
        var one = CompletableFuture.supplyAsync(() -> answer(here, method, request), threads);
        var other = CompletableFuture.supplyAsync(() -> answer(there, method, request), threads);
        meanwhile.run();
        assertThat(one.join())
                .as("%s of %s", method.getFullMethodName(), request)
                .isEqualTo(other.join());
        return one.join();
    }

    /** The first so many answers of a stream of one request, the same from both. */
    <Q, A extends Message> List<A> sameStream(MethodDescriptor<Q, A> method, Q request, int count) {
        var ourAnswers = answers(here, method, request, count);
        assertThat(ourAnswers.stream().map(SideBySide::common))
                .as("%s of %s", method.getFullMethodName(), request)
                .isEqualTo(answers(there, method, request, count).stream()
                        .map(SideBySide::common)
                        .toList());
        return ourAnswers;
    }

    /** What comes of something that is done to each, etcd itself first. */
    <R> List<R> each(Function<ManagedChannel, R> what) {
        return List.of(what.apply(there), what.apply(here));
    }

    /** The answers to one message of a talk both ways, up to the one that is waited for. */
    static <Q, A> List<A> answersUntil(
            ManagedChannel channel, MethodDescriptor<Q, A> method, Q message, Predicate<A> last) {
        var call = ClientCalls.blockingBidiStreamingCall(channel, method, options());
        var all = new ArrayList<A>();
        try {
            call.write(message);
            do {
                all.add(call.read());
            } while (!last.test(all.getLast()));
            return all;
        } catch (StatusException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            call.cancel("it has said enough", null);
        }
    }

    private static <Q, A> List<A> answers(ManagedChannel channel, MethodDescriptor<Q, A> method, Q request, int count) {
        var call = ClientCalls.blockingV2ServerStreamingCall(channel, method, options(), request);
        var all = new ArrayList<A>();
        try {
            for (int i = 0; i < count; i++) {
                all.add(call.read());
            }
            return all;
        } catch (StatusException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            call.cancel("it has said enough", null);
        }
    }

    private static <Q, A extends Message> String answer(
            ManagedChannel channel, MethodDescriptor<Q, A> method, Q request) {
        try {
            return common(ClientCalls.blockingUnaryCall(channel, method, options(), request));
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    private static String common(Message answer) {
        return answer.toString().replaceAll("(cluster_id|member_id|raft_term): [0-9]+", "$1: SOME");
    }

    /** Until both have so many keys. */
    void awaitKeys(long count) {
        org.awaitility.Awaitility.await()
                .until(() -> List.of(theirs.client(), ours.client()).stream()
                        .allMatch(etcd -> etcd.range(dev.mudi.etcd.RangeRequest.of(dev.mudi.etcd.KeyRange.all())
                                                .countOnly())
                                        .count()
                                == count));
    }

    @Override
    public void close() {
        there.shutdownNow();
        here.shutdownNow();
        threads.close();
        ours.close();
        theirs.close();
    }
}
