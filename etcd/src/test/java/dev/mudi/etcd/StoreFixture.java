package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.EtcdException.Code;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store for each test, and short words for what is done with it. */
public abstract class StoreFixture {
    protected Etcd etcd;
    /** The revision of the store before the test; an engine may be asked for one store after another on one server. */
    protected long base;

    /** An empty store. */
    protected abstract Etcd open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        etcd = open();
        base = etcd.revision();
    }

    @AfterEach
    protected void closeStore() {
        etcd.close();
    }

    protected static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    protected long put(String key, String value) {
        return etcd.put(PutRequest.of(key(key), key(value))).revision();
    }

    protected long delete(String key) {
        return etcd.deleteRange(DeleteRangeRequest.of(key(key))).revision();
    }

    protected static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EtcdException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageStartingWith(code.message());
        });
    }

    protected List<String> keys(RangeRequest request) {
        return etcd.range(request).kvs().stream().map(kv -> kv.key().toUtf8()).toList();
    }
}
