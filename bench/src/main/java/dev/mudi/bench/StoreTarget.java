package dev.mudi.bench;

import dev.mudi.etcd.grpc.EtcdChannel;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An etcd v3 server to measure, and so many connections to it. What is answered is looked at by the thread that reads it, and that
 * thread sends what comes next: the load shares the processors with the server, so it must be cheap and wake no one.
 */
final class StoreTarget implements AutoCloseable {
    private static final int THREADS = 1;
    private static final int GRACE_SECONDS = 5;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(THREADS, EpollIoHandler.newFactory());
    private final List<ManagedChannel> connections = new ArrayList<>();
    private final ServerProcesses processes;

    StoreTarget(EtcdClientOptions options, int count, List<Long> processes) throws IOException {
        this.processes = new ServerProcesses(processes);
        for (int i = 0; i < count; i++) {
            connections.add(EtcdChannel.open(options, Runnable::run)
                    .eventLoopGroup(threads)
                    .channelType(EpollSocketChannel.class)
                    .build());
        }
    }

    /** The connection of a client: several share one. */
    ManagedChannel connection(int client) {
        return connections.get(client % connections.size());
    }

    ServerProcesses processes() {
        return processes;
    }

    @Override
    public void close() {
        connections.forEach(ManagedChannel::shutdownNow);
        var _ = threads.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
