package dev.mudi.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The streams of a remote command over WebSocket: stdin, stdout, stderr, error and resize are channels 0 to 4. */
public final class WebSocketStreams implements RemoteStreams {

    /** How many channels a remote command has. */
    public static final int CHANNELS = 5;

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;

    private final WebSocketChannels channels;
    private final StreamOptions options;

    public WebSocketStreams(WebSocketChannels channels, StreamOptions options) {
        this.channels = channels;
        this.options = options;
    }

    /** An empty message on the first output channel tells the client that the connection stands. */
    public void greet() throws IOException {
        channels.output(options.stdout() ? STDOUT : options.stderr() ? STDERR : ERROR)
                .write(new byte[0]);
    }

    @Override
    public InputStream stdin() {
        return options.stdin() ? channels.input(STDIN) : InputStream.nullInputStream();
    }

    @Override
    public OutputStream stdout() {
        return options.stdout() ? channels.output(STDOUT) : OutputStream.nullOutputStream();
    }

    @Override
    public OutputStream stderr() {
        return options.stderr() ? channels.output(STDERR) : OutputStream.nullOutputStream();
    }

    @Override
    public InputStream resize() {
        return options.tty() ? channels.input(RESIZE) : InputStream.nullInputStream();
    }

    @Override
    public OutputStream error() {
        return channels.output(ERROR);
    }

    @Override
    public boolean statusIsJson() {
        return channels.protocol().statusIsJson();
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        channels.awaitClosed();
    }

    @Override
    public void close() {
        channels.close();
    }
}
