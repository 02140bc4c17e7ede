package dev.mudi.kubelet.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The JDK's WebSocket client, which collects what comes on each channel. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {

    private final Map<Integer, ByteArrayOutputStream> channels = new ConcurrentHashMap<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final CountDownLatch closed = new CountDownLatch(1);
    private WebSocket socket;

    static WebSocketClient connect(HttpClient client, String uri, String protocol) throws Exception {
        var listener = new WebSocketClient();
        listener.socket = client.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(URI.create(uri), listener)
                .get(30, TimeUnit.SECONDS);
        return listener;
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    void send(int channel, String text) throws Exception {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        sendBytes(ByteBuffer.allocate(bytes.length + 1)
                .put((byte) channel)
                .put(bytes)
                .array());
    }

    void sendBytes(byte[] bytes) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).get(30, TimeUnit.SECONDS);
    }

    String text(int channel) {
        var bytes = channels.get(channel);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
    }

    List<String> texts() {
        return texts;
    }

    void awaitClosed() throws InterruptedException {
        if (!closed.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the connection is still open; got " + channels + texts);
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last && partial.size() > 0) {
            var message = partial.toByteArray();
            partial.reset();
            channels.computeIfAbsent(message[0] & 255, n -> new ByteArrayOutputStream())
                    .write(message, 1, message.length - 1);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        texts.add(data.toString());
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.countDown();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
