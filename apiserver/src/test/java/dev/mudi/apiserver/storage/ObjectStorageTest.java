package dev.mudi.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.storage.ObjectStorage.Replacement;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.TxnRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStorageTest {
    /** Etcd's default. */
    private static final int MAX_TXN_OPS = 128;

    private static final int OBJECTS = 300;

    @TempDir
    Path directory;

    private EmbeddedEtcd etcd;
    private ObjectStorage storage;

    @BeforeEach
    void open() throws IOException {
        etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
        var strict = (Etcd) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Etcd.class},
                (proxy, method, arguments) -> answer(method, arguments));
        storage = new ObjectStorage(
                strict,
                new ObjectCodec(new ObjectLayout("Thing", "example.com/v1", "/registry/things/", true, List.of())));
    }

    /** As an etcd that nobody has told to take more. */
    private Object answer(Method method, Object[] arguments) throws Throwable {
        if (arguments != null
                && arguments[0] instanceof TxnRequest txn
                && txn.success().size() > MAX_TXN_OPS) {
            throw EtcdException.of(EtcdException.Code.TOO_MANY_OPS);
        }
        try {
            return method.invoke(etcd, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @AfterEach
    void close() {
        etcd.close();
    }

    private static Bytes key(int number) {
        return Bytes.utf8("/registry/things/default/t" + number);
    }

    private static ObjectValue thing(int number, String text) {
        return Json.object("{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"t" + number
                        + "\",\"namespace\":\"default\"}}")
                .with("spec", Value.of(text));
    }

    private List<Replacement> replacements() {
        var all = new ArrayList<Replacement>();
        for (int i = 0; i < OBJECTS; i++) {
            all.add(new Replacement(storage.create(key(i), thing(i, "old"), 0).orElseThrow(), thing(i, "new")));
        }
        return all;
    }

    private List<String> texts() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < OBJECTS; i++) {
            texts.add(storage.read(key(i)).orElseThrow().tree().string("spec"));
        }
        return texts;
    }

    @Test
    void moreThanOneTransactionTakesIsReplacedInSeveral() {
        assertThat(storage.replaceAll(replacements())).isTrue();
        assertThat(texts()).hasSize(OBJECTS).containsOnly("new");
    }

    @Test
    void nothingStaysReplacedWhenOneHasChangedMeanwhile() {
        var all = replacements();
        int late = OBJECTS - 1;
        storage.change(key(late), Optional.empty(), from -> new Change.Write(thing(late, "another's")), 0);

        assertThat(storage.replaceAll(all)).isFalse();
        assertThat(texts().subList(0, late)).containsOnly("old");
        assertThat(texts().getLast()).isEqualTo("another's");
    }

    @Test
    void whatIsTooLargeForAnEtcdIsRefusedInItsWordsWhateverTheStoreIs() {
        assertThat(storage.create(key(1), thing(1, "x".repeat(1_500_000)), 0)).isPresent();
        assertThatThrownBy(() -> storage.create(key(2), thing(2, "x".repeat(1_600_000)), 0))
                .isInstanceOfSatisfying(StatusException.class, refusal -> {
                    assertThat(refusal.status().code()).isEqualTo(413);
                    assertThat(refusal.status().reason()).isEqualTo(Reason.REQUEST_ENTITY_TOO_LARGE);
                    assertThat(refusal.status().message()).isEqualTo("etcdserver: request is too large");
                });
    }

    @Test
    void wantOfSpaceIsSaidInTheStoresWords() {
        var refusal = StoreErrors.statusOf(EtcdException.of(EtcdException.Code.NO_SPACE, "the quota is used up"));

        assertThat(refusal.status().code()).isEqualTo(500);
        assertThat(refusal.status().reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(refusal.status().message()).isEqualTo("etcdserver: mvcc: database space exceeded");
    }
}
