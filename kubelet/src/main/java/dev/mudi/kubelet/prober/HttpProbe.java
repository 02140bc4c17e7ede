package dev.mudi.kubelet.prober;

import dev.mudi.kubelet.prober.ProbeOutcome.Kind;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * GET over HTTP/1.1 that reads no more than the head of the answer. A client library would keep connections, threads and
 * certificate checks that a probe must not have: any certificate is taken, and each probe is a connection of its own.
 */
public final class HttpProbe {

    private static final int REDIRECTS = 10;
    private static final int HEAD_LIMIT = 64 * 1024;

    private record Answer(int status, String location) {}

    private HttpProbe() {}

    /**
     * Asks once, following redirects that stay on the host.
     *
     * @param uri with scheme http or https
     * @param headers to add or replace; an empty Host is left out
     */
    public static ProbeOutcome get(URI uri, List<HTTPHeader> headers, Duration timeout) {
        var current = uri;
        for (int i = 0; i <= REDIRECTS; i++) {
            Answer answer;
            try {
                answer = exchange(current, headers, timeout);
            } catch (SocketTimeoutException e) {
                return ProbeOutcome.failure("Get \"" + current
                        + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
            } catch (IOException e) {
                return ProbeOutcome.failure("Get \"" + current + "\": " + e.getMessage());
            }
            if (answer.status() < 200 || answer.status() >= 400) {
                return ProbeOutcome.failure("HTTP probe failed with statuscode: " + answer.status());
            }
            if (answer.status() < 300 || answer.location().isEmpty()) {
                return ProbeOutcome.success("");
            }
            var next = current.resolve(answer.location());
            if (!current.getHost().equals(next.getHost())) {
                return new ProbeOutcome(Kind.WARNING, "Probe terminated redirects, Response body: ");
            }
            current = next;
        }
        return ProbeOutcome.failure("Get \"" + uri + "\": stopped after 10 redirects");
    }

    private static Answer exchange(URI uri, List<HTTPHeader> headers, Duration timeout) throws IOException {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        var host = uri.getHost().replace("[", "").replace("]", "");
        int millis = (int) Math.max(1, timeout.toMillis());
        try (var plain = new Socket()) {
            plain.setSoTimeout(millis);
            plain.setSoLinger(true, 0);
            try {
                plain.connect(new InetSocketAddress(host, port), millis);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                throw new IOException("dial tcp " + uri.getAuthority() + ": connect: " + lower(e), e);
            }
            if (!tls) {
                return exchange(plain, uri, headers);
            }
            try (var secure = trustingAny().createSocket(plain, host, port, true)) {
                return exchange(secure, uri, headers);
            }
        }
    }

    static String lower(IOException e) {
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.toLowerCase(Locale.ROOT);
    }

    private static Answer exchange(Socket socket, URI uri, List<HTTPHeader> headers) throws IOException {
        socket.getOutputStream().write(request(uri, headers).getBytes(StandardCharsets.UTF_8));
        return answer(new BufferedInputStream(socket.getInputStream()));
    }

    private static String request(URI uri, List<HTTPHeader> headers) {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var out = new StringBuilder("GET ").append(path);
        if (uri.getRawQuery() != null) {
            out.append('?').append(uri.getRawQuery());
        }
        out.append(" HTTP/1.1\r\n");
        header(out, headers, "Host", uri.getAuthority());
        header(out, headers, "User-Agent", "kube-probe/1.36");
        header(out, headers, "Accept", "*/*");
        out.append("Connection: close\r\n");
        for (var header : headers) {
            boolean own = header.getName().equalsIgnoreCase("Connection");
            if (!own && !header.getValue().isEmpty()) {
                out.append(header.getName())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
        }
        return out.append("\r\n").toString();
    }

    private static void header(StringBuilder out, List<HTTPHeader> others, String name, String value) {
        if (others.stream().noneMatch(h -> h.getName().equalsIgnoreCase(name))) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        var status = line(in);
        var parts = status.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("\\d{3}")) {
            throw new IOException("malformed HTTP response \"" + status + "\"");
        }
        var location = "";
        int read = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            read += line.length();
            if (read > HEAD_LIMIT) {
                throw new IOException("the answer's head is longer than " + HEAD_LIMIT + " bytes");
            }
            if (line.regionMatches(true, 0, "location:", 0, 9)) {
                location = line.substring(9).strip();
            }
        }
        return new Answer(Integer.parseInt(parts[1]), location);
    }

    private static String line(InputStream in) throws IOException {
        var out = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("EOF");
            }
            if (out.length() > HEAD_LIMIT) {
                throw new IOException("a line of the answer's head is longer than " + HEAD_LIMIT + " bytes");
            }
            out.append((char) c);
        }
        int length = out.length();
        return length > 0 && out.charAt(length - 1) == '\r' ? out.substring(0, length - 1) : out.toString();
    }

    private static SSLSocketFactory trustingAny() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAny()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available", e);
        }
    }

    /** The reference says of HTTPS probes that the certificate is not verified. */
    private static final class TrustAny implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
