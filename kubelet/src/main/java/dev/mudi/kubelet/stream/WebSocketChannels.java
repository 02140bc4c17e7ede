package dev.mudi.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;

/** The numbered channels of one WebSocket connection: bytes in on some, out on others. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection, which the handlers hear of
public final class WebSocketChannels extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final int CLOSE_CHANNEL = 255;

    private final ChannelProtocol protocol;
    private final ByteQueue[] inputs;
    private final ChannelOutput output;
    private final Channel channel;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param channels how many there are, at most 255 */
    public WebSocketChannels(Channel channel, ChannelProtocol protocol, int channels) {
        this.protocol = protocol;
        this.channel = channel;
        this.output = new ChannelOutput(channel);
        this.inputs = new ByteQueue[channels];
        for (int i = 0; i < channels; i++) {
            inputs[i] = new ByteQueue(new ReadSwitch(channel));
        }
    }

    /** What the client sends on a channel. */
    public InputStream input(int number) {
        return inputs[number];
    }

    /** What goes to the client on a channel. */
    public OutputStream output(int number) {
        return new Output(number);
    }

    ChannelProtocol protocol() {
        return protocol;
    }

    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Ends the connection after what was written has been sent. */
    public void close() {
        if (channel.isActive()) {
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                    .addListener(ChannelFutureListener.CLOSE);
        }
        end();
    }

    private void end() {
        for (var input : inputs) {
            input.end();
        }
        closed.countDown();
        output.changed();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case BinaryWebSocketFrame binary -> binary(binary.content());
            case TextWebSocketFrame text -> text(text.text());
            case PingWebSocketFrame ping ->
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close -> {
                context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
                end();
            }
            default -> {
                // A pong answers nothing that was asked; continuations are put together before us.
            }
        }
    }

    private void binary(ByteBuf content) {
        if (!content.isReadable()) {
            return;
        }
        int number = content.readUnsignedByte();
        if (number == CLOSE_CHANNEL && protocol.closesChannels()) {
            if (content.isReadable()) {
                finish(content.readUnsignedByte());
            }
            return;
        }
        accept(number, ByteBufUtil.getBytes(content));
    }

    private void text(String text) {
        if (text.isEmpty()) {
            return;
        }
        var payload = text.substring(1);
        byte[] bytes;
        try {
            bytes = protocol.isBase64()
                    ? Base64.getDecoder().decode(payload)
                    : payload.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            channel.close();
            return;
        }
        accept(text.charAt(0) - '0', bytes);
    }

    private void accept(int number, byte[] bytes) {
        if (number >= 0 && number < inputs.length) {
            inputs[number].add(bytes);
        }
    }

    private void finish(int number) {
        if (number < inputs.length) {
            inputs[number].end();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        output.changed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private final class Output extends OutputStream {
        private final int number;

        Output(int number) {
            this.number = number;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (protocol.isBase64()) {
                var encoded = Base64.getEncoder()
                        .encodeToString(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
                output.write(new TextWebSocketFrame((char) ('0' + number) + encoded));
                return;
            }
            var message = Unpooled.buffer(length + 1).writeByte(number).writeBytes(bytes, offset, length);
            output.write(new BinaryWebSocketFrame(message));
        }
    }
}
