package dev.mudi.kubelet.worker;

import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.util.Collection;

/** The services of the cluster, of which containers are told. */
@FunctionalInterface
public interface ServiceList {

    /** @throws IOException when they have not been read yet */
    Collection<Service> services() throws IOException;
}
