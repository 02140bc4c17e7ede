package dev.mudi.controllers.serviceaccount;

import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.PerNamespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** Gives every namespace the service account {@code default}. */
public final class ServiceAccountController {
    /** Upstream's name. */
    public static final String NAME = "serviceaccount-controller";

    private ServiceAccountController() {}

    public static Controller of(ControllerContext context) {
        return new PerNamespace<>(
                context,
                context.informers().of(ServiceAccount.class),
                new PerNamespace.Kept<>(
                        NAME,
                        "service-account-controller",
                        "default",
                        ServiceAccountController::account,
                        (present, wanted) -> true));
    }

    private static ServiceAccount account(String namespace) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("default")
                .endMetadata()
                .build();
    }
}
