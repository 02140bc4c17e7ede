package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.pki.EtcdPki;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.raft.EtcdMember;
import dev.mudi.etcd.raft.MemberOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members show each other certificates of one authority, or have nothing to do with each other. */
class MemberCertificatesTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    private Path folder;

    private final Map<String, List<String>> initial = new HashMap<>();

    private static String freeUrl() {
        return "https://127.0.0.1:" + FreePorts.next();
    }

    private PeerTls certificates(String authority) throws IOException {
        var pki = EtcdPki.open(folder.resolve(authority), Clock.systemUTC());
        var own = pki.certificate("peer", List.of("localhost"), List.of("127.0.0.1"));
        return new PeerTls(own.certificate(), own.key(), pki.authorityFile());
    }

    private EtcdMember start(String name, String authority, boolean joins) throws IOException {
        var urls = initial.get(name);
        var listen = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(urls.getFirst()).getPort());
        return EtcdMember.start(new MemberOptions(
                name,
                folder.resolve(name),
                new MemberOptions.Addresses(listen, urls, List.of()),
                new MemberOptions.Cluster("test", initial, joins),
                Optional.of(certificates(authority)),
                MemberOptions.Limits.DEFAULT));
    }

    @Test
    void whoShowsAnotherAuthoritysCertificateIsNoMember() throws Exception {
        initial.put("a", List.of(freeUrl()));
        initial.put("b", List.of(freeUrl()));
        try (var a = start("a", "ours", false);
                var b = start("b", "ours", false)) {
            put(a.etcd());
            awaitLeader(() -> b.etcd().get(KEY).map(KeyValue::value).equals(Optional.of(KEY)));
            initial.put("c", List.of(freeUrl()));
            admit(a, initial.get("c"));

            assertThatThrownBy(() -> start("c", "theirs", true).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answers as a member of the cluster")
                    .hasMessageContaining("certificate");

            try (var c = start("c", "ours", true)) {
                awaitLeader(() -> c.etcd().get(KEY).isPresent());
            }
        }
    }

    private static void put(Etcd etcd) {
        awaitLeader(() -> etcd.put(PutRequest.of(KEY, KEY)).revision() > 0);
    }

    /** Makes room for a member; an answer that did not come may have been a yes. */
    private static void admit(EtcdMember member, List<String> urls) {
        awaitLeader(() -> {
            var membership = member.membership();
            if (membership.members().stream().noneMatch(one -> one.peerUrls().equals(urls))) {
                membership.add(urls, false);
            }
            return true;
        });
    }

    /** Members that get no time to speak elect another leader, and answer nothing meanwhile. */
    private static void awaitLeader(Callable<Boolean> work) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreException(EtcdException.class)
                .until(work);
    }
}
