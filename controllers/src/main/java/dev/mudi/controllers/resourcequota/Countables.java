package dev.mudi.controllers.resourcequota;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.client.ApiResource;
import dev.mudi.client.Informers;
import dev.mudi.client.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Objects as quotas look at them: whole where it matters what they ask for, else only that they exist. */
record Countables(KubernetesSerialization serialization) {
    private static final Set<String> WHOLE =
            Set.of("pods", "services", "persistentvolumeclaims", "resourceclaims.resource.k8s.io");

    /** Asks for the informers of what is looked at whole, before others ask for their metadata alone. */
    static void ask(Informers informers) {
        informers.of(Pod.class);
        informers.of(Service.class);
        informers.of(PersistentVolumeClaim.class);
        informers.generic(
                new ResourceDefinitionContext.Builder()
                        .withGroup("resource.k8s.io")
                        .withVersion("v1")
                        .withPlural("resourceclaims")
                        .withKind("ResourceClaim")
                        .withNamespaced(true)
                        .build(),
                Selection.all());
    }

    /** Whether objects of a resource can count against quotas. */
    static boolean areCounted(ApiResource resource) {
        return resource.namespaced()
                && resource.verbs().containsAll(Set.of("create", "list", "watch", "delete"))
                && !QuotaEvaluator.isIgnored(resource.group(), resource.plural());
    }

    /** An object as its evaluator looks at it. */
    ObjectValue tree(ApiResource resource, HasMetadata object) {
        if (!WHOLE.contains(resource.toString())) {
            return ObjectValue.EMPTY;
        }
        try {
            return Json.parseObject(serialization.asJson(object).getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalStateException("the serializer wrote no JSON: " + e.getMessage(), e);
        }
    }
}
