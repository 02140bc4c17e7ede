package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // an embedded channel is at once with what is written
class FlushesTest {
    private static final class Counted extends ChannelOutboundHandlerAdapter {
        private int flushes;

        @Override
        public void flush(ChannelHandlerContext context) {
            flushes++;
            context.flush();
        }
    }

    private final Counted counted = new Counted();
    private final Flushes flushes = new Flushes();
    private final EmbeddedChannel channel = new EmbeddedChannel(counted, flushes);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void write(String text) {
        channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    @Test
    void aWriteThatComesAloneIsFlushedAtOnce() {
        flushes.execute(() -> {
            write("a");
            assertThat(counted.flushes).isEqualTo(1);
        });
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void writesThatComeTogetherAreFlushedOnceByTheLast() {
        for (int i = 0; i < 5; i++) {
            flushes.execute(() -> write("a"));
        }
        channel.runPendingTasks();
        assertThat(counted.flushes).isEqualTo(1);
        assertThat(channel.outboundMessages()).hasSize(5);
    }

    @Test
    void aLastWriteThatFailsKeepsNoOtherBack() {
        flushes.execute(() -> write("a"));
        flushes.execute(() -> {});
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void answersToWhatIsReadTogetherAreFlushedOnceAndNothingIsFlushedForNothing() {
        channel.pipeline().fireChannelRead("request");
        write("a");
        write("b");
        assertThat(counted.flushes).isZero();
        channel.pipeline().fireChannelReadComplete();
        assertThat(counted.flushes).isEqualTo(1);
        channel.flush();
        assertThat(counted.flushes).isEqualTo(1);
    }

    @Test
    void noMoreThanSoManyFlushesArePutOff() {
        for (int i = 0; i < 300; i++) {
            flushes.execute(() -> write("a"));
        }
        channel.runPendingTasks();
        assertThat(counted.flushes).isEqualTo(2);
        assertThat(channel.outboundMessages()).hasSize(300);
    }

    @Test
    void whatIsWrittenIsFlushedBeforeTheConnectionIsClosed() {
        channel.pipeline().fireChannelRead("request");
        write("a");
        channel.close();
        assertThat(channel.outboundMessages()).hasSize(1);
    }
}
