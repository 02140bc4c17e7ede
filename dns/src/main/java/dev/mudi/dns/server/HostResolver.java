package dev.mudi.dns.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** The name servers of the host, in their order, each tried once. */
public final class HostResolver implements Upstream {
    private static final int SERVERS_MAX = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final List<SimpleResolver> resolvers;

    /** Asks these servers. */
    public HostResolver(List<InetSocketAddress> servers) {
        resolvers =
                servers.stream().limit(SERVERS_MAX).map(HostResolver::resolver).toList();
    }

    /** The servers of a resolv.conf; none if there is no such file. Loopback servers are the host's own and can be asked from here. */
    public static HostResolver of(Path resolvConf) {
        try {
            var lines = Files.exists(resolvConf) ? Files.readAllLines(resolvConf) : List.<String>of();
            return new HostResolver(lines.stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith("nameserver "))
                    .map(line -> new InetSocketAddress(
                            line.substring("nameserver ".length()).strip(), 53))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resolvConf, e);
        }
    }

    private static SimpleResolver resolver(InetSocketAddress server) {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(TIMEOUT);
        return resolver;
    }

    @Override
    public Message ask(Message question) throws IOException {
        IOException last = new IOException("the host has no name server");
        for (var resolver : resolvers) {
            try {
                return resolver.send(question);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
