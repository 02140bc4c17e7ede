package dev.mudi.controllers.spi;

import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The definitions of custom resources: a change of one may mean that there is a resource more or less to follow. */
public final class CustomDefinitions {
    private CustomDefinitions() {}

    /** The informer of their metadata, shared by all who ask. */
    public static Informer<PartialObjectMetadata> of(Informers informers) {
        return informers.metadata(new ResourceDefinitionContext.Builder()
                .withGroup("apiextensions.k8s.io")
                .withVersion("v1")
                .withPlural("customresourcedefinitions")
                .withKind("CustomResourceDefinition")
                .withNamespaced(false)
                .build());
    }
}
