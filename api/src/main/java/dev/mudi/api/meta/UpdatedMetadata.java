package dev.mudi.api.meta;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.tree.ObjectValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How upstream looks at the metadata of an object that replaces another. It does so once for all kinds, and again with the rules
 * of most kinds, as a whole, as a change, or both; each time each complaint is a cause. Stateless.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the lists
public enum UpdatedMetadata {
    /** Not again. */
    NOT_AGAIN(),
    /** As a change. */
    CHANGE(Look.CHANGE),
    /** As a whole. */
    WHOLE(Look.WHOLE),
    /** As a whole, twice. */
    WHOLE_TWICE(Look.WHOLE, Look.WHOLE),
    /** As a whole, then as a change. */
    WHOLE_AND_CHANGE(Look.WHOLE, Look.CHANGE),
    /** As a change, then as a whole. */
    CHANGE_AND_WHOLE(Look.CHANGE, Look.WHOLE);

    private static final Map<String, UpdatedMetadata> BY_RESOURCE = new HashMap<>();

    static {
        put(NOT_AGAIN, "events poddisruptionbudgets");
        put(
                WHOLE,
                "limitranges endpointslices csinodes volumeattachments prioritylevelconfigurations flowschemas"
                        + " validatingwebhookconfigurations mutatingwebhookconfigurations validatingadmissionpolicies"
                        + " validatingadmissionpolicybindings mutatingadmissionpolicies mutatingadmissionpolicybindings");
        put(WHOLE_TWICE, "persistentvolumes");
        put(
                WHOLE_AND_CHANGE,
                "nodes namespaces jobs ipaddresses roles clusterroles rolebindings clusterrolebindings storageclasses"
                        + " csistoragecapacities certificatesigningrequests deviceclasses resourceclaims"
                        + " resourceclaimtemplates runtimeclasses");
        put(
                CHANGE_AND_WHOLE,
                "pods configmaps secrets serviceaccounts endpoints persistentvolumeclaims controllerrevisions ingresses"
                        + " ingressclasses volumeattributesclasses apiservices");
    }

    /** Most updates of a subresource are looked at as a change, whatever their resource's are. */
    private static final Set<String> SUBRESOURCES_AS_CHANGES = Set.of(
            "pods/status",
            "nodes/status",
            "namespaces/status",
            "namespaces/finalize",
            "persistentvolumes/status",
            "persistentvolumeclaims/status",
            "jobs/status",
            "ingresses/status",
            "resourceclaims/status");

    /** And some only once. */
    private static final Set<String> SUBRESOURCES_NOT_AGAIN = Set.of(
            "cronjobs/status",
            "validatingadmissionpolicies/status",
            "flowschemas/status",
            "prioritylevelconfigurations/status");

    private final List<Look> looks;

    UpdatedMetadata(Look... looks) {
        this.looks = List.of(looks);
    }

    private enum Look {
        CHANGE,
        WHOLE
    }

    private static void put(UpdatedMetadata how, String resources) {
        Arrays.stream(resources.split(" ")).forEach(resource -> BY_RESOURCE.put(resource, how));
    }

    /**
     * How upstream looks at the metadata of a resource of its own.
     *
     * @param resource its plural name
     * @param subresource through which the update goes; empty for the resource itself
     */
    public static UpdatedMetadata of(String resource, String subresource) {
        var way = resource + "/" + subresource;
        if (SUBRESOURCES_NOT_AGAIN.contains(way)) {
            return NOT_AGAIN;
        }
        if (SUBRESOURCES_AS_CHANGES.contains(way)) {
            return CHANGE;
        }
        return BY_RESOURCE.getOrDefault(resource, CHANGE);
    }

    /**
     * Checks the metadata as often as upstream does.
     *
     * @param rule how names of the kind are checked
     * @param known whether a finalizer without a domain has to be one of Kubernetes' own
     */
    public void validate(ObjectValue next, ObjectValue current, NameRule rule, boolean known, FieldErrors errors) {
        MetadataRules.validateWhole(next, NameRule.PATH_SEGMENT, errors);
        MetadataRules.validateUpdate(next, current, errors);
        for (var look : looks) {
            switch (look) {
                case CHANGE -> MetadataRules.validateUpdate(next, current, errors);
                case WHOLE -> MetadataRules.validateWhole(next, rule, errors);
            }
            if (known) {
                MetadataRules.knownFinalizers(next, errors);
            }
        }
    }
}
