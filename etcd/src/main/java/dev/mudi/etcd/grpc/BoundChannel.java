package dev.mudi.etcd.grpc;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A socket that listens already, taken over by Netty with all that waits in its queue. */
final class BoundChannel extends NioServerSocketChannel {
    private volatile boolean taken;

    BoundChannel(ServerSocketChannel socket) {
        super(socket);
    }

    /** Only then does Netty begin to accept. */
    @Override
    protected void doBind(SocketAddress localAddress) {
        taken = true;
    }

    @Override
    public boolean isActive() {
        return taken && super.isActive();
    }
}
