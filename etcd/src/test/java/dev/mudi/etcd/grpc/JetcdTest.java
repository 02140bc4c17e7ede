package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same calls of jetcd to etcd itself and to our server: the same answers, events and refusals. */
class JetcdTest {
    private static final Cmp A_IS_THERE = new Cmp(text("a"), Cmp.Op.GREATER, CmpTarget.version(0));

    @TempDir
    Path directory;

    private ExternalEtcd theirs;
    private ServedEtcd ours;
    private final List<Client> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        theirs = ExternalEtcd.start(directory);
        ours = ServedEtcd.start(directory);
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        ours.close();
        theirs.close();
    }

    private static ByteSequence text(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    /** One call, or a few that belong together. */
    private interface Step extends Function<Client, CompletableFuture<?>> {}

    /** Makes the calls one after another on both. */
    private final class Script {
        private final Client there;
        private final Client here;
        private int step;

        /** @param user with a colon and the password; empty for none */
        Script(String user) {
            there = client(theirs.port(), user);
            here = client(ours.port(), user);
        }

        private Script same(Step call) {
            step++;
            assertThat(answer(call, here)).as("step %d", step).isEqualTo(answer(call, there));
            return this;
        }

        private Script sameAs(String expected, Step call) {
            same(call);
            assertThat(answer(call, here)).as("step %d", step).contains(expected);
            return this;
        }
    }

    private Client client(int port, String user) {
        var builder = Client.builder().endpoints("http://127.0.0.1:" + port);
        if (!user.isEmpty()) {
            var parts = user.split(":", 2);
            builder.user(text(parts[0])).password(text(parts[1]));
        }
        var client = builder.build();
        clients.add(client);
        return client;
    }

    /** Without what is each server's own. */
    private static String answer(Step call, Client client) {
        try {
            return common(String.valueOf(call.apply(client).get(20, TimeUnit.SECONDS)));
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.toString();
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static String common(String answer) {
        return answer.replaceAll("(cluster_id|member_id|raft_term|hash|lease_id|ID): -?[0-9]+", "$1: SOME");
    }

    private static GetOption.Builder prefix() {
        return GetOption.builder().isPrefix(true);
    }

    @Test
    void putsGetsAndDeletesWithTheSameAnswers() {
        new Script("")
                .same(c -> c.getKVClient().put(text("a"), text("1")))
                .same(c -> c.getKVClient()
                        .put(
                                text("a"),
                                text("2"),
                                PutOption.builder().withPrevKV().build()))
                .same(c -> c.getKVClient().put(text("a/1"), text("x")))
                .same(c -> c.getKVClient().put(text("a/2"), text("w")))
                .same(c -> c.getKVClient().put(text("b"), ByteSequence.EMPTY))
                .same(c -> c.getKVClient().get(text("a")))
                .same(c -> c.getKVClient().get(text("nothing")))
                .same(c -> c.getKVClient().get(text("a"), prefix().build()))
                .same(c -> c.getKVClient().get(text("a"), prefix().withLimit(2).build()))
                .same(c -> c.getKVClient()
                        .get(text("a"), prefix().withKeysOnly(true).build()))
                .same(c -> c.getKVClient()
                        .get(text("a"), prefix().withCountOnly(true).build()))
                .same(c ->
                        c.getKVClient().get(text("a"), prefix().withRevision(3).build()))
                .same(c -> c.getKVClient()
                        .get(
                                text("a"),
                                prefix().withMinModRevision(4)
                                        .withMaxCreateRevision(4)
                                        .build()))
                .same(c -> c.getKVClient()
                        .get(
                                text("a"),
                                prefix().withSortField(GetOption.SortTarget.VALUE)
                                        .withSortOrder(GetOption.SortOrder.DESCEND)
                                        .build()))
                .same(c -> c.getKVClient()
                        .get(text("a"), GetOption.builder().withRange(text("b")).build()))
                .same(c -> c.getKVClient()
                        .delete(
                                text("a/1"),
                                DeleteOption.builder().withPrevKV(true).build()))
                .same(c -> c.getKVClient().delete(text("a/1")))
                .same(c -> c.getKVClient()
                        .delete(
                                text("a"),
                                DeleteOption.builder()
                                        .isPrefix(true)
                                        .withPrevKV(true)
                                        .build()));
    }

    @Test
    void refusesWithTheSameCodesAndWords() {
        new Script("")
                .same(c -> c.getKVClient().put(text("a"), text("1")))
                .same(c -> c.getKVClient().put(text("a"), text("2")))
                .sameAs("key is not provided", c -> c.getKVClient().put(ByteSequence.EMPTY, text("1")))
                .sameAs(
                        "future revision",
                        c -> c.getKVClient()
                                .get(
                                        text("a"),
                                        GetOption.builder().withRevision(100).build()))
                .sameAs("future revision", c -> c.getKVClient().compact(100))
                .same(c -> c.getKVClient().compact(3))
                .sameAs("compacted", c -> c.getKVClient().compact(3))
                .sameAs(
                        "compacted",
                        c -> c.getKVClient()
                                .get(
                                        text("a"),
                                        GetOption.builder().withRevision(2).build()))
                .sameAs(
                        "lease not found",
                        c -> c.getKVClient()
                                .put(
                                        text("a"),
                                        text("1"),
                                        PutOption.builder().withLeaseId(4711).build()))
                .sameAs("lease not found", c -> c.getLeaseClient().revoke(4711))
                .sameAs("too large lease TTL", c -> c.getLeaseClient().grant(9_000_000_001L))
                .sameAs("request is too large", c -> c.getKVClient().put(text("a"), text("x".repeat(1_600_000))))
                .sameAs("too many operations", c -> many(c.getKVClient(), 129, "get"))
                .sameAs("duplicate key", c -> many(c.getKVClient(), 2, "put"))
                .sameAs("member not found", c -> c.getClusterClient().removeMember(4711))
                .same(c -> c.getAuthClient().authDisable())
                .sameAs("user name not found", c -> c.getAuthClient().userGet(text("nobody")))
                .sameAs("role name not found", c -> c.getAuthClient().roleGet(text("nothing")))
                .sameAs("root user does not exist", c -> c.getAuthClient().authEnable());
    }

    private static CompletableFuture<?> many(KV client, int count, String what) {
        var op = what.equals("get")
                ? Op.get(text("a"), GetOption.DEFAULT)
                : Op.put(text("a"), text("1"), PutOption.DEFAULT);
        return client.txn()
                .Then(Collections.nCopies(count, op).toArray(Op[]::new))
                .commit();
    }

    @Test
    void comparesAndChangesInOneStepWithTheSameAnswers() {
        var all = DeleteOption.builder().isPrefix(true).withPrevKV(true).build();
        Step step = c -> c.getKVClient()
                .txn()
                .If(A_IS_THERE, new Cmp(text("a"), Cmp.Op.NOT_EQUAL, CmpTarget.value(text("2"))))
                .Then(
                        Op.get(text("a"), GetOption.DEFAULT),
                        Op.txn(
                                new Cmp[] {new Cmp(text("a"), Cmp.Op.EQUAL, CmpTarget.modRevision(2))},
                                new Op[] {Op.put(text("a"), text("2"), PutOption.DEFAULT)},
                                new Op[] {Op.delete(text("b"), all)}))
                .Else(
                        Op.put(
                                text("a"),
                                text("1"),
                                PutOption.builder().withPrevKV().build()),
                        Op.put(text("b"), text("1"), PutOption.DEFAULT))
                .commit();
        new Script("").same(step).same(step).same(step).same(step).same(step);
    }

    @Test
    void leasesWithTheSameAnswers() {
        var keys = LeaseOption.builder().withAttachedKeys().build();
        new Script("")
                .same(c -> c.getLeaseClient()
                        .grant(1000)
                        .thenCompose(lease -> c.getKVClient()
                                .put(
                                        text("a"),
                                        text("1"),
                                        PutOption.builder()
                                                .withLeaseId(lease.getID())
                                                .build())
                                .thenCompose(put -> c.getLeaseClient().keepAliveOnce(lease.getID()))
                                .thenCompose(alive -> c.getLeaseClient()
                                        .timeToLive(lease.getID(), keys)
                                        .thenApply(left ->
                                                alive.getTTL() + " " + left.getGrantedTTL() + " " + left.getKeys()))
                                .thenCompose(left -> c.getLeaseClient()
                                        .revoke(lease.getID())
                                        .thenApply(revoked -> left + " " + revoked))
                                .thenCompose(said -> c.getLeaseClient()
                                        .timeToLive(lease.getID(), keys)
                                        .thenApply(left -> said + " " + left.getTTL()))))
                .same(c -> c.getKVClient().get(text("a")));
    }

    @Test
    void watchesWithTheSameEvents() {
        var before = WatchOption.builder()
                .isPrefix(true)
                .withPrevKV(true)
                .withRevision(2)
                .build();
        var onlyPuts = WatchOption.builder()
                .isPrefix(true)
                .withNoDelete(true)
                .withRevision(2)
                .build();
        new Script("")
                .same(c -> c.getKVClient().put(text("a/1"), text("1")))
                .same(c -> c.getKVClient().put(text("a/2"), text("1")))
                .same(c -> c.getKVClient().delete(text("a/1")))
                .same(c -> many(c.getKVClient(), 1, "put"))
                .same(c -> events(c, before, 4))
                .same(c -> events(c, onlyPuts, 3))
                .same(c -> c.getKVClient().compact(4))
                .sameAs("compacted", c -> events(c, before, 1));
    }

    /** As many events as are wanted, or how the watch ends before. */
    private static CompletableFuture<String> events(Client client, WatchOption option, int wanted) {
        var seen = new LinkedBlockingQueue<String>(100);
        var watcher = client.getWatchClient()
                .watch(
                        text("a"),
                        option,
                        response -> response.getEvents()
                                .forEach(event -> seen.add(event.getEventType() + " "
                                        + event.getKeyValue().getKey()
                                        + "=" + event.getKeyValue().getValue() + "@"
                                        + event.getKeyValue().getModRevision() + " "
                                        + event.getPrevKV().getValue())),
                        failure -> seen.add(String.valueOf(failure.getMessage())));
        return CompletableFuture.supplyAsync(() -> {
            try (watcher) {
                var all = new ArrayList<String>();
                while (all.size() < wanted) {
                    all.add(seen.poll(20, TimeUnit.SECONDS));
                }
                return all.toString();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void knowsUsersAndRolesWithTheSameAnswers() {
        new Script("")
                .same(c -> c.getAuthClient().userAdd(text("root"), text("secret")))
                .same(c -> c.getAuthClient().userAdd(text("root"), text("secret")))
                .same(c -> c.getAuthClient().roleAdd(text("root")))
                .same(c -> c.getAuthClient().userGrantRole(text("root"), text("root")))
                .same(c -> c.getAuthClient().userAdd(text("alice"), text("wonder")))
                .same(c -> c.getAuthClient().roleAdd(text("reader")))
                .same(c -> c.getAuthClient()
                        .roleGrantPermission(text("reader"), text("a"), text("b"), Permission.Type.READ))
                .same(c -> c.getAuthClient().userGrantRole(text("alice"), text("reader")))
                .same(c -> c.getAuthClient().roleGet(text("reader")))
                .same(c -> c.getAuthClient().userList())
                .same(c -> c.getAuthClient().authEnable());
        new Script("alice:wonder")
                .same(c -> c.getKVClient().get(text("a")))
                .sameAs("permission denied", c -> c.getKVClient().get(text("q")))
                .sameAs("permission denied", c -> c.getKVClient().put(text("a"), text("1")))
                .sameAs("permission denied", c -> c.getAuthClient().userAdd(text("bob"), text("x")));
        new Script("alice:wrong")
                .sameAs("authentication failed", c -> c.getKVClient().get(text("a")));
        new Script("root:secret")
                .same(c -> c.getKVClient().put(text("a"), text("1")))
                .same(c -> c.getAuthClient().authDisable());
    }

    @Test
    void locksElectsAndMaintainsWithTheSameAnswers() {
        new Script("")
                .same(c -> c.getLeaseClient()
                        .grant(1000)
                        .thenCompose(lease -> c.getLockClient()
                                .lock(text("mutex"), lease.getID())
                                .thenCompose(held -> c.getLockClient()
                                        .unlock(held.getKey())
                                        .thenApply(
                                                free -> held.getKey().toString().startsWith("mutex/") + " " + free))))
                .same(c -> c.getLeaseClient()
                        .grant(1000)
                        .thenCompose(lease -> c.getElectionClient()
                                .campaign(text("head"), lease.getID(), text("me"))
                                .thenCompose(elected -> c.getElectionClient()
                                        .leader(text("head"))
                                        .thenCompose(leader -> c.getElectionClient()
                                                .resign(elected.getLeader())
                                                .thenApply(_ -> leader.getKv().getValue())))))
                .sameAs("NoLeaderException", c -> c.getElectionClient().leader(text("head")))
                // Only an etcd newer than 3.4 says who answers.
                .same(c -> c.getMaintenanceClient()
                        .listAlarms()
                        .thenApply(all -> all.getAlarms().size()))
                .same(c -> c.getClusterClient()
                        .listMember()
                        .thenApply(all -> all.getMembers().size()))
                .same(c -> c.getKVClient()
                        .get(text("mutex"), prefix().withKeysOnly(true).build()));
    }
}
