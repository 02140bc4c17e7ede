package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.FixedStruct;
import java.util.List;
import java.util.Map;

/** The structures that expressions of admission see: the request and the namespace (apiserver, admission/plugin/cel). */
final class AdmissionTypes {
    private static final CelType TEXTS = CelType.list(CelType.STRING);
    private static final CelType BY_NAME = CelType.map(CelType.STRING, CelType.STRING);

    private static final FixedStruct KIND = new FixedStruct(
            "kubernetes.GroupVersionKind",
            Map.of("group", CelType.STRING, "version", CelType.STRING, "kind", CelType.STRING));
    private static final FixedStruct RESOURCE = new FixedStruct(
            "kubernetes.GroupVersionResource",
            Map.of("group", CelType.STRING, "version", CelType.STRING, "resource", CelType.STRING));
    private static final FixedStruct USER = new FixedStruct(
            "kubernetes.UserInfo",
            Map.of(
                    "username",
                    CelType.STRING,
                    "uid",
                    CelType.STRING,
                    "groups",
                    TEXTS,
                    "extra",
                    CelType.map(CelType.STRING, TEXTS)));

    /** The request. */
    static final FixedStruct REQUEST = new FixedStruct(
            "kubernetes.AdmissionRequest",
            Map.ofEntries(
                    Map.entry("kind", KIND.type()),
                    Map.entry("resource", RESOURCE.type()),
                    Map.entry("subResource", CelType.STRING),
                    Map.entry("requestKind", KIND.type()),
                    Map.entry("requestResource", RESOURCE.type()),
                    Map.entry("requestSubResource", CelType.STRING),
                    Map.entry("name", CelType.STRING),
                    Map.entry("namespace", CelType.STRING),
                    Map.entry("operation", CelType.STRING),
                    Map.entry("userInfo", USER.type()),
                    Map.entry("dryRun", CelType.BOOL),
                    Map.entry("options", CelType.DYN)));

    private static final FixedStruct METADATA = new FixedStruct(
            "kubernetes.NamespaceMetadata",
            Map.ofEntries(
                    Map.entry("name", CelType.STRING),
                    Map.entry("generateName", CelType.STRING),
                    Map.entry("namespace", CelType.STRING),
                    Map.entry("labels", BY_NAME),
                    Map.entry("annotations", BY_NAME),
                    Map.entry("UID", CelType.STRING),
                    Map.entry("creationTimestamp", CelType.TIMESTAMP),
                    Map.entry("deletionGracePeriodSeconds", CelType.INT),
                    Map.entry("deletionTimestamp", CelType.TIMESTAMP),
                    Map.entry("generation", CelType.INT),
                    Map.entry("resourceVersion", CelType.STRING),
                    Map.entry("finalizers", TEXTS)));
    private static final FixedStruct SPEC = new FixedStruct("kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS));
    private static final FixedStruct CONDITION = new FixedStruct(
            "kubernetes.NamespaceCondition",
            Map.of(
                    "status",
                    CelType.STRING,
                    "type",
                    CelType.STRING,
                    "lastTransitionTime",
                    CelType.TIMESTAMP,
                    "message",
                    CelType.STRING,
                    "reason",
                    CelType.STRING));
    private static final FixedStruct STATUS = new FixedStruct(
            "kubernetes.NamespaceStatus",
            Map.of("conditions", CelType.list(CONDITION.type()), "phase", CelType.STRING));

    /** The namespace. */
    static final FixedStruct NAMESPACE = new FixedStruct(
            "kubernetes.Namespace", Map.of("metadata", METADATA.type(), "spec", SPEC.type(), "status", STATUS.type()));

    /** All of them. */
    static final List<FixedStruct> ALL =
            List.of(KIND, RESOURCE, USER, REQUEST, METADATA, SPEC, CONDITION, STATUS, NAMESPACE);

    private AdmissionTypes() {}
}
