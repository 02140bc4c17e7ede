package dev.mudi.kubelet.stream;

import io.netty.channel.Channel;

/** Stops reading from a connection while one of its streams is full. */
record ReadSwitch(Channel channel) implements ByteQueue.Flow {

    @Override
    public void stop() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        channel.config().setAutoRead(true);
    }
}
