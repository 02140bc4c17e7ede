package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.TlsTerms;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.grpc.EtcdServerOptions.AuthTokens;
import dev.mudi.etcd.grpc.EtcdServerOptions.Limits;
import dev.mudi.etcd.raft.MemberOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code mudi etcd} makes of its flags, of the environment and of a configuration file. */
class EtcdCommandTest {
    @TempDir
    private Path folder;

    private static EtcdCommand command(Map<String, String> environment, String... words)
            throws UserException, IOException {
        var command = new EtcdCommand();
        new CommandLine(command)
                .setDefaultValueProvider(new EtcdEnvironment(environment))
                .parseArgs(words);
        return command.settled();
    }

    private static EtcdServerOptions serving(String... words) throws UserException, IOException {
        return command(Map.of(), words).serving(Optional.empty());
    }

    private EtcdCommand configured(String yaml) throws UserException, IOException {
        var file = Files.writeString(folder.resolve("etcd.yaml"), yaml);
        return command(Map.of("ETCD_NAME", "not-this"), "--config-file", file.toString(), "--name=nor-this");
    }

    @Test
    void limitsAreEtcdsUnlessSaidOtherwise() throws UserException, IOException {
        assertThat(serving().limits()).isEqualTo(Limits.DEFAULT);
        assertThat(serving("--max-request-bytes=4194304", "--max-concurrent-streams=100", "--max-txn-ops=1000")
                        .limits())
                .isEqualTo(new Limits(4 << 20, 100, 1000));
        assertThat(serving("--watch-progress-notify-interval=10m").progressInterval())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--max-request-bytes=0",
                "--max-request-bytes=10485761",
                "--max-concurrent-streams=0",
                "--max-txn-ops=-1",
                "--max-txn-ops=4294967295"
            })
    void refusesLimitsThatMakeNoSense(String word) {
        assertThatThrownBy(() -> serving(word))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(word.replace('=', ' '));
    }

    @Test
    void whatIsNotGivenIsInTheEnvironment() throws UserException, IOException {
        var environment = Map.of("ETCD_NAME", "a", "ETCD_MAX_TXN_OPS", "7", "ETCD_DATA_DIR", "", "ETCD_HELP", "true");
        assertThat(command(environment).options().name()).isEqualTo("a");
        assertThat(command(environment).options().dataDir()).isEqualTo(Path.of("a.etcd"));
        assertThat(command(environment).serving(Optional.empty()).limits().txnOps())
                .isEqualTo(7);
        assertThat(command(environment, "--name=b").options().name()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--client-cert-auth", "--client-cert-auth=true"})
    void certificatesAreAskedForWhoeverSaysIt(String word) throws UserException, IOException {
        var files = new String[] {"--cert-file=c", "--key-file=k", "--name=a" + word};
        if (!word.isEmpty()) {
            files[2] = word;
        }
        assertThatThrownBy(() ->
                        command(Map.of("ETCD_CLIENT_CERT_AUTH", "true"), files).clientTls(true))
                .hasMessageStartingWith("--client-cert-auth needs --trusted-ca-file");
    }

    @Test
    void speaksTheTlsThatItIsTold() throws UserException, IOException {
        var files = List.of("--cert-file=c", "--key-file=k");
        assertThat(terms(files)).isEqualTo(TlsTerms.DEFAULT);
        assertThat(terms(files, "--tls-min-version=TLS1.3").protocols()).containsExactly("TLSv1.3");
        var suites = "TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305";
        assertThat(terms(files, "--tls-max-version=TLS1.2", "--cipher-suites=" + suites))
                .isEqualTo(new TlsTerms(
                        List.of("TLSv1.2"),
                        List.of("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")));
        var peers = command(
                        Map.of("ETCD_CIPHER_SUITES", suites, "ETCD_TLS_MAX_VERSION", "TLS1.2"),
                        "--listen-peer-urls=https://127.0.0.1:1",
                        "--peer-cert-file=c",
                        "--peer-key-file=k",
                        "--peer-trusted-ca-file=ca")
                .options()
                .tls();
        assertThat(peers.orElseThrow().terms())
                .isEqualTo(terms(files, "--tls-max-version=TLS1.2", "--cipher-suites=" + suites));
    }

    private static TlsTerms terms(List<String> files, String... words) throws UserException, IOException {
        var all = new ArrayList<>(files);
        all.addAll(List.of(words));
        return command(Map.of(), all.toArray(String[]::new))
                .clientTls(true)
                .orElseThrow()
                .terms();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--tls-min-version TLS1.1 is not known",
                "--tls-max-version TLSv1.3 is not known",
                "--tls-min-version TLS1.3 --tls-max-version=TLS1.2 is newer than",
                "--cipher-suites TLS_RSA_WITH_RC4_128_SHA has TLS_RSA_WITH_RC4_128_SHA, which is no cipher suite",
                "--cipher-suites TLS_RSA_WITH_AES_128_GCM_SHA256 --tls-min-version=TLS1.3 is of TLS 1.2"
            })
    void refusesTlsThatIsNone(String told) {
        var words = told.split(" ", -1);
        var files = List.of("--cert-file=c", "--key-file=k");
        assertThatThrownBy(() ->
                        terms(files, words[0] + "=" + words[1], words[2].startsWith("--") ? words[2] : "--name=a"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(words[0] + " ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void goesOnAloneWhenItIsTold() throws UserException, IOException {
        assertThat(command(Map.of()).options().cluster().anew()).isFalse();
        assertThat(command(Map.of(), "--force-new-cluster", "--initial-cluster-token=second")
                        .options()
                        .cluster())
                .isEqualTo(new MemberOptions.Cluster(
                        "second", Map.of("default", List.of("http://127.0.0.1:2380")), false, true));
    }

    @Test
    void admitsAsManyLearnersAsIsSaid() throws UserException, IOException {
        assertThat(command(Map.of()).options().limits().learners()).isEqualTo(1);
        assertThat(command(Map.of(), "--max-learners=3").options().limits().learners())
                .isEqualTo(3);
        assertThatThrownBy(() -> command(Map.of(), "--max-learners=0").options())
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("--max-learners 0 makes no sense");
    }

    @Test
    void tokensAreGoodForAsManySecondsAsIsSaid() throws UserException, IOException {
        assertThat(serving().authTokens()).isEqualTo(AuthTokens.DEFAULT);
        assertThat(serving("--auth-token-ttl=0").authTokens()).isEqualTo(AuthTokens.DEFAULT);
        assertThat(serving("--auth-token-ttl=7").authTokens())
                .isEqualTo(new AuthTokens("simple", Duration.ofSeconds(7)));
        assertThatThrownBy(() -> serving("--auth-token-ttl=-1"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("--auth-token-ttl -1 makes no sense");
    }

    @Test
    void healthIsToldInTheClearOrWithTheCertificateForClients() throws UserException, IOException {
        assertThat(command(Map.of()).metrics()).isEmpty();
        assertThat(command(
                                Map.of("ETCD_LISTEN_METRICS_URLS", "http://127.0.0.1:2381,https://127.0.0.2:2382"),
                                "--cert-file=c",
                                "--key-file=k",
                                "--trusted-ca-file=ca")
                        .metrics())
                .isEqualTo(Map.of(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 2381),
                        Optional.empty(),
                        new InetSocketAddress("127.0.0.2", 2382),
                        Optional.of(
                                new EtcdServerOptions.Tls(Path.of("c"), Path.of("k"), Optional.of(Path.of("ca"))))));
        assertThatThrownBy(() -> command(Map.of(), "--listen-metrics-urls=https://127.0.0.1:2381")
                        .metrics())
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("--listen-metrics-urls is https: name a certificate");
        assertThatThrownBy(() -> command(Map.of(), "--listen-metrics-urls=127.0.0.1:2381")
                        .metrics())
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("--listen-metrics-urls 127.0.0.1:2381 is no URL");
    }

    @Test
    void aConfigurationFileIsAllThatCounts() throws UserException, IOException {
        var command = configured("""
                name: b
                data-dir: /var/lib/b
                listen-peer-urls: https://127.0.0.1:1
                initial-cluster: ''
                quota-backend-bytes: 4294967296
                auto-compaction-mode: revision
                auto-compaction-retention: "1000"
                election-timeout: 2500
                heartbeat-interval: 250
                max-txn-ops: 9
                grpc-keepalive-timeout: 3000000000
                strict-reconfig-check: true
                client-transport-security:
                  cert-file: c
                  key-file: k
                  client-cert-auth: false
                  trusted-ca-file: ca
                peer-transport-security:
                  cert-file: pc
                  key-file: pk
                  client-cert-auth: true
                  trusted-ca-file: pca
                """);
        var options = command.options();
        assertThat(options.name()).isEqualTo("b");
        assertThat(options.dataDir()).isEqualTo(Path.of("/var/lib/b"));
        assertThat(options.limits().quotaBytes()).isEqualTo(4L << 30);
        assertThat(options.limits().retention().revisions()).isEqualTo(1000);
        assertThat(options.limits().election()).isEqualTo(Duration.ofMillis(2500));
        assertThat(options.tls()).isPresent();
        var serving = command.serving(command.clientTls(true));
        assertThat(serving.limits().txnOps()).isEqualTo(9);
        assertThat(serving.keepAlive().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(serving.tls())
                .contains(new EtcdServerOptions.Tls(Path.of("c"), Path.of("k"), Optional.of(Path.of("ca"))));
    }

    @Test
    void aConfigurationFileThatMakesNoSenseIsRefusedInOneLine() {
        assertThatThrownBy(() -> configured("no-such-flag: 1"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("etcd.yaml")
                .hasMessageContaining("--no-such-flag");
        assertThatThrownBy(() -> configured("["))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("etcd.yaml");
        assertThatThrownBy(() -> configured("text"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("etcd.yaml");
        assertThatThrownBy(() -> configured("config-file: x"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("etcd.yaml");
        assertThatThrownBy(() -> command(Map.of("ETCD_CONFIG_FILE", "/no/such/file")))
                .isInstanceOf(UserException.class)
                .hasMessage("--config-file /no/such/file is not there");
    }

    @Test
    void takesTheTuningOfAnEtcd() throws UserException, IOException {
        assertThat(command(
                                Map.of("ETCD_HEARTBEAT_INTERVAL", "100"),
                                "--snapshot-count=10000",
                                "--max-wals=5",
                                "--pre-vote",
                                "--strict-reconfig-check=true",
                                "--experimental-initial-corrupt-check=true",
                                "--experimental-compact-hash-check-time=1m",
                                "--experimental-compact-hash-check-enabled=false",
                                "--warning-apply-duration=100ms",
                                "--auto-tls=false",
                                "--peer-auto-tls=false",
                                "--enable-grpc-gateway=false",
                                "--log-level=info",
                                "--log-outputs=stderr,default",
                                "--metrics=basic")
                        .options()
                        .name())
                .isEqualTo("default");
        assertThat(serving("--experimental-watch-progress-notify-interval=7s").progressInterval())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(configured("experimental-watch-progress-notify-interval: 7000000000\nname: a")
                        .serving(Optional.empty())
                        .progressInterval())
                .isEqualTo(Duration.ofSeconds(7));
    }

    /** That of an etcd 3.6 on the only control plane node. */
    @Test
    void takesAllThatKubeadmsManifestGivesAnEtcd() throws UserException, IOException {
        var pki = "/etc/kubernetes/pki/etcd/";
        var command = command(
                Map.of(),
                "--advertise-client-urls=https://10.0.0.1:2379",
                "--cert-file=" + pki + "server.crt",
                "--client-cert-auth=true",
                "--data-dir=/var/lib/etcd",
                "--feature-gates=InitialCorruptCheck=true",
                "--initial-advertise-peer-urls=https://10.0.0.1:2380",
                "--initial-cluster=a=https://10.0.0.1:2380",
                "--key-file=" + pki + "server.key",
                "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.1:2379",
                "--listen-metrics-urls=http://127.0.0.1:2381",
                "--listen-peer-urls=https://10.0.0.1:2380",
                "--name=a",
                "--peer-cert-file=" + pki + "peer.crt",
                "--peer-client-cert-auth=true",
                "--peer-key-file=" + pki + "peer.key",
                "--peer-trusted-ca-file=" + pki + "ca.crt",
                "--snapshot-count=10000",
                "--trusted-ca-file=" + pki + "ca.crt",
                "--watch-progress-notify-interval=5s");
        assertThat(command.options().dataDir()).isEqualTo(Path.of("/var/lib/etcd"));
        assertThat(command.metrics())
                .isEqualTo(Map.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2381), Optional.empty()));
        assertThat(command.clientTls(true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AllAlpha=false,InitialCorruptCheck=true",
                "TxnModeWriteWithSharedBuffer=F, StopGRPCServiceOnDefrag = 1",
                "LeaseCheckpoint=false,",
                ""
            })
    void takesGatesOfEtcdThatChangeNothing(String gates) throws UserException, IOException {
        assertThat(command(Map.of("ETCD_FEATURE_GATES", gates)).options().name())
                .isEqualTo("default");
        assertThat(command(Map.of(), "--feature-gates=" + gates).options().name())
                .isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--feature-gates=NoSuchGate=true",
                "--feature-gates=InitialCorruptCheck",
                "--feature-gates=InitialCorruptCheck=yes",
                "--feature-gates=InitialCorruptCheck=true,CompactHashCheck=true",
                "--feature-gates=AllAlpha=1",
                "--experimental-compact-hash-check-enabled",
                "--experimental-enable-lease-checkpoint=true",
                "--auto-tls",
                "--peer-auto-tls=true",
                "--enable-pprof",
                "--enable-grpc-gateway=true",
                "--log-outputs=stderr,/var/log/etcd.log"
            })
    void refusesInOneLineWhatAsksForMoreThanThereIs(String word) {
        assertThatThrownBy(() -> command(Map.of(), word).options())
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(word.split("=", -1)[0] + " ")
                .hasMessageNotContaining("\n");
    }
}
