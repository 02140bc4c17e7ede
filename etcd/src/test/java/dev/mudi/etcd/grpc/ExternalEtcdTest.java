package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on etcd itself, by our client: what shows that the contract is etcd's.
 */
class ExternalEtcdTest extends EtcdContract {
    @TempDir
    Path directory;

    private ExternalEtcd external;

    @Override
    protected Etcd open() throws IOException {
        external = ExternalEtcd.start(directory);
        return external.client();
    }

    @AfterEach
    void stopEtcd() {
        external.close();
    }
}
