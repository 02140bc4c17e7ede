package dev.mudi.kubelet.stream;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The WebSocket subprotocols that put several streams on one connection: the first byte (or, in base64, digit) of a message
 * names the channel. Source: KEP-4006 and {@code k8s.io/apimachinery/pkg/util/remotecommand}.
 */
public enum ChannelProtocol {
    NONE("", false, false, false),
    V1("channel.k8s.io", false, false, false),
    V1_BASE64("base64.channel.k8s.io", true, false, false),
    V4("v4.channel.k8s.io", false, true, false),
    V4_BASE64("v4.base64.channel.k8s.io", true, true, false),
    V5("v5.channel.k8s.io", false, true, true);

    private final String protocol;
    private final boolean base64;
    private final boolean statusIsJson;
    private final boolean closesChannels;

    ChannelProtocol(String protocol, boolean base64, boolean statusIsJson, boolean closesChannels) {
        this.protocol = protocol;
        this.base64 = base64;
        this.statusIsJson = statusIsJson;
        this.closesChannels = closesChannels;
    }

    /** The name in {@code Sec-WebSocket-Protocol}. */
    public String protocol() {
        return protocol;
    }

    boolean isBase64() {
        return base64;
    }

    boolean statusIsJson() {
        return statusIsJson;
    }

    /** Whether a message on channel 255 closes the channel that it names. */
    boolean closesChannels() {
        return closesChannels;
    }

    /** The first of the client's protocols that is known here; {@link #NONE} when the client offers none. */
    public static Optional<ChannelProtocol> choose(List<String> offered) {
        if (offered.isEmpty()) {
            return Optional.of(NONE);
        }
        return offered.stream()
                .flatMap(name -> Arrays.stream(values()).filter(p -> p.protocol.equals(name)))
                .findFirst();
    }
}
