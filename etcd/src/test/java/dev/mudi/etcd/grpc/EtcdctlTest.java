package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.Etcdctl.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands of etcdctl to etcd itself and to our server: the same words, refusals and exit codes. */
class EtcdctlTest {
    @TempDir
    Path directory;

    private ExternalEtcd theirs;
    private EmbeddedEtcd store;
    private EtcdServer ours;

    @BeforeEach
    void start() throws IOException {
        theirs = ExternalEtcd.start(directory);
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("ours"))
                .withFsync(false)
                .withRetention(EtcdOptions.Retention.EVERYTHING));
        ours = EtcdServer.start(
                store,
                EtcdServerOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()));
    }

    @AfterEach
    void stop() {
        ours.close();
        store.close();
        theirs.close();
    }

    private static Outcome run(int port, String input, String command) throws IOException, InterruptedException {
        return Etcdctl.at(port).run(input, command);
    }

    /** Without what is each server's own. */
    private static Outcome common(Outcome outcome, int port) {
        var words = outcome.words()
                .replaceAll("\"(cluster_id|member_id|raft_term)\":[0-9]+", "\"$1\":0")
                .replaceAll("(\"(ClusterID|MemberID|RaftTerm)\" : )[0-9]+", "$1:0")
                .replaceAll("\\{\"level\":\"warn\"[^\n]*\n", "")
                .replaceAll("took = [^\n]*", "took = SOME TIME")
                .replaceAll("remaining\\([0-9]+s\\)", "remaining(SOME TIME)")
                .replace("attached keys([b a])", "attached keys([a b])") // etcd gives them in any order
                .replaceAll("127\\.0\\.0\\.1:" + port, "ENDPOINT");
        return new Outcome(outcome.exitCode(), words);
    }

    private String assertSame(String command) throws IOException, InterruptedException {
        return assertSame("", command);
    }

    private String assertSame(String input, String command) throws IOException, InterruptedException {
        var expected = common(run(theirs.port(), input, command), theirs.port());
        var actual = common(run(ours.port(), input, command), ours.port());
        assertThat(actual).as(command).isEqualTo(expected);
        return actual.words();
    }

    private void assertAllSame(String... commands) throws IOException, InterruptedException {
        for (var command : commands) {
            assertSame(command);
        }
    }

    @Test
    void putsGetsAndDeletesInTheSameWords() throws Exception {
        assertAllSame(
                "put a 1",
                "put a 2 --prev-kv -w json",
                "put b 1 -w fields",
                "put c/1 x",
                "put c/2 y",
                "put c/3 z",
                "put c/2 yy --ignore-lease",
                "put nothing --ignore-value",
                "put a --ignore-value -w json",
                "put '' 1",
                "put a 1 --lease=1234",
                "get a",
                "get a -w json",
                "get a -w protobuf --print-value-only",
                "get nothing -w json",
                "get c/ --prefix",
                "get c/ --prefix --keys-only",
                "get c/ --prefix --count-only -w json",
                "get c/ --prefix --limit=2 -w json",
                "get c/ --prefix --limit=2 --sort-by=MODIFY --order=DESCEND -w json",
                "get c/ --prefix --sort-by=VALUE --order=ASCEND",
                "get c/ --prefix --sort-by=VERSION --order=DESCEND",
                "get a c/2",
                "get c --from-key --print-value-only",
                "get '' --prefix --keys-only",
                "get '' --from-key",
                "get ''",
                "get a --rev=2",
                "get a --rev=2 -w json",
                "get a --rev=100",
                "get a --consistency=s",
                "del c/1 --prev-kv",
                "del c/1",
                "del c/ --prefix -w json",
                "del ''",
                "compact 4",
                "compact 4",
                "compact 400",
                "get a --rev=2",
                "get a --rev=4 -w json",
                "get '' --from-key -w json");
    }

    @Test
    void runsTransactionsInTheSameWords() throws Exception {
        assertSame("put a 1");
        for (var txn : List.of(
                "value(\"a\") = \"1\"\n\nput a 2\nget a\n\nput a 3\n\n",
                "value(\"a\") = \"1\"\n\nput a 2\n\nput a 3\nget a\ndel nothing\n\n",
                "version(\"a\") > \"1\"\nmod(\"a\") < \"100\"\ncreate(\"b\") = \"0\"\n\nput b 1\ndel a --prev-kv\n\n\n",
                "\n\nput x 1\nput x 2\n\n\n",
                "\n\nget b\n\n\n",
                "value(\"\") = \"1\"\n\nput y 1\n\n\n",
                "\n\nput y 1 --lease=77\n\n\n",
                "\n\nget b --rev=1000\n\n\n")) {
            assertSame(txn, "txn");
        }
        assertAllSame("get '' --from-key -w json", "txn --nothing");
    }

    @Test
    void keepsLeasesInTheSameWords() throws Exception {
        assertAllSame(
                "lease revoke 1234",
                "lease timetolive 1234",
                "lease keep-alive --once 1234",
                "lease list",
                "lease grant 99999999999",
                "lease grant x");
        var id = "3b9aca07";
        for (var etcd : List.of(theirs.client(), store)) {
            etcd.leaseGrant(1000, Long.parseLong(id, 16));
        }
        assertAllSame(
                "put a 1 --lease=" + id,
                "put b 1 --lease=" + id,
                "get a -w json",
                "lease list",
                "lease timetolive " + id + " --keys",
                "lease keep-alive --once " + id,
                "put a 2 --ignore-lease -w json",
                "put b 2 -w json",
                "lease timetolive " + id + " --keys",
                "lease revoke " + id,
                "get '' --from-key -w json");
    }

    @Test
    void refusesAsEtcdDoesWhatIsTooLarge() throws Exception {
        var large = directory.resolve("large");
        Files.writeString(large, "x".repeat(1_600_000));
        assertSame(Files.readString(large), "put large");
        Files.writeString(large, "x".repeat(1_500_000));
        assertSame(Files.readString(large), "put large");
        assertSame("\n\n" + "put k v\n".repeat(1) + "get a\n".repeat(128) + "\n\n", "txn");
        assertSame("\n\n" + "get a\n".repeat(128) + "\n\n", "txn");
    }

    @Test
    void knowsUsersAndRolesInTheSameWords() throws Exception {
        assertAllSame(
                "auth enable",
                "user list",
                "user get nobody",
                "user delete nobody",
                "user add root:secret",
                "user add root:secret",
                "user add alice:wonder",
                "user add cert --no-password",
                "role add reader",
                "role add reader",
                "role grant-permission reader read a b",
                "role grant-permission reader readwrite c --prefix",
                "role grant-permission reader write x",
                "role grant-permission reader write z --from-key",
                "role grant-permission nobody write x",
                "role get reader",
                "role get nobody",
                "role list",
                "user grant-role alice reader",
                "user grant-role alice nobody",
                "user grant-role nobody reader",
                "user revoke-role alice nobody",
                "user get alice",
                "user get alice --detail",
                "role revoke-permission reader x",
                "role revoke-permission reader x",
                "role get reader",
                "user list",
                "put a 1",
                "put c1 1",
                "put q 1");
        assertAllSame(
                "auth enable",
                "get a",
                "put a 1",
                "get a --user=alice:wrong",
                "get a --user=nobody:wonder",
                "get a --user=cert:x",
                "get a --user=alice:wonder",
                "get a b --user=alice:wonder",
                "get a c --user=alice:wonder",
                "put a 1 --user=alice:wonder",
                "put c2 1 --user=alice:wonder",
                "put c2 1 --prev-kv --user=alice:wonder",
                "get c --prefix --user=alice:wonder",
                "get q --user=alice:wonder",
                "del c --prefix --prev-kv --user=alice:wonder",
                "del '' --from-key --user=alice:wonder",
                "put zz 1 --user=alice:wonder",
                "get zz --user=alice:wonder",
                "user list --user=alice:wonder",
                "user get alice --user=alice:wonder",
                "user get root --user=alice:wonder",
                "role get reader --user=alice:wonder",
                "role get root --user=alice:wonder",
                "user add bob:x --user=alice:wonder",
                "get '' --from-key --user=root:secret",
                "user delete root --user=root:secret",
                "user revoke-role root root --user=root:secret",
                "role delete root --user=root:secret",
                "role list --user=root:secret");
        assertSame("put c3 1\n", "put c3 --user=alice:wonder");
        assertSame("\n\nput c3 1\n\n\n", "txn --user=alice:wonder");
        assertSame("value(\"q\") = \"1\"\n\nput c3 1\n\n\n", "txn --user=alice:wonder");
        assertSame("\n\nput q 1\n\n\n", "txn --user=alice:wonder");
        assertAllSame(
                "role delete reader --user=root:secret",
                "get a --user=alice:wonder",
                "user get alice --user=root:secret",
                "user delete alice --user=root:secret",
                "get a --user=alice:wonder",
                "auth disable --user=root:secret",
                "get a",
                "auth disable");
    }

    @Test
    void maintainsInTheSameWords() throws Exception {
        assertAllSame(
                "put a 1",
                "alarm list",
                "alarm disarm",
                "move-leader 1",
                "endpoint health --cluster=false",
                "member remove 1234",
                "member promote 1234",
                "defrag");
        var status = run(ours.port(), "", "endpoint status -w json");
        assertThat(status.exitCode()).isZero();
        assertThat(status.words()).contains("\"version\":\"3.6.8\"").contains("\"revision\":2");
    }

    @Test
    void locksAndElectsInTheSameWords() throws Exception {
        assertSame("lock mutex echo held");
        assertThat(run(ours.port(), "", "lock mutex sh -- -c 'test -n \"$ETCD_LOCK_KEY\"'")
                        .exitCode())
                .isZero();
    }

    @Test
    void savesASnapshotWhoseChecksumHolds() throws Exception {
        assertSame("put a 1");
        var file = directory.resolve("snapshot");
        var saved = run(ours.port(), "", "snapshot save " + file);
        assertThat(saved.exitCode()).as(saved.words()).isZero();
        assertThat(file).isNotEmptyFile();
    }
}
