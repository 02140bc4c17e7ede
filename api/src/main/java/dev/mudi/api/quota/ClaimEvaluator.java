package dev.mudi.api.quota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Claims of volumes count by number and size, once in all and once for their storage class. */
final class ClaimEvaluator implements QuotaEvaluator {
    static final ClaimEvaluator INSTANCE = new ClaimEvaluator();

    private static final String COUNT = "count/persistentvolumeclaims";
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private ClaimEvaluator() {}

    @Override
    public boolean counts(String name) {
        return name.equals(COUNT)
                || List.of(CLAIMS, STORAGE).stream()
                        .anyMatch(counted -> name.equals(counted) || name.endsWith(OF_CLASS + counted));
    }

    @Override
    public ResourceList usage(ObjectValue claim, Instant now) {
        var usage = new LinkedHashMap<String, Quantity>();
        usage.put(COUNT, Quantity.of(1));
        usage.put(CLAIMS, Quantity.of(1));
        var requests = ResourceList.of(claim.object("spec").object("resources").object("requests"));
        if (requests.has("storage")) {
            var allocated = ResourceList.of(claim.object("status").object("allocatedResources"));
            usage.put(STORAGE, whole(requests.amount("storage").max(allocated.amount("storage"))));
        }
        var storageClass = storageClass(claim);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + CLAIMS, Quantity.of(1));
            if (usage.containsKey(STORAGE)) {
                usage.put(storageClass + OF_CLASS + STORAGE, usage.get(STORAGE));
            }
        }
        return new ResourceList(usage);
    }

    private static Quantity whole(Quantity size) {
        boolean fraction = size.amount().stripTrailingZeros().scale() > 0;
        return fraction ? Quantity.of(size.amount().setScale(0, RoundingMode.UP).toPlainString()) : size;
    }

    private static String storageClass(ObjectValue claim) {
        var old = claim.object("metadata").object("annotations");
        return old.has(OLD_CLASS) ? old.string(OLD_CLASS) : claim.object("spec").string("storageClassName");
    }

    @Override
    public boolean matches(QuotaScope scope, ObjectValue claim) {
        return scope.name().equals("VolumeAttributesClass") && scope.selectsAny(attributesClasses(claim));
    }

    /** The classes that a claim has, wants, or is on its way to. */
    static Set<String> attributesClasses(ObjectValue claim) {
        var classes = new TreeSet<String>();
        classes.add(claim.object("spec").string("volumeAttributesClassName"));
        classes.add(claim.object("status").string("currentVolumeAttributesClassName"));
        classes.add(claim.object("status").object("modifyVolumeStatus").string("targetVolumeAttributesClassName"));
        classes.remove("");
        return classes;
    }
}
