package dev.mudi.api.resource;

/** What a deletion answers with: for some resources the object, for the others a Status (upstream's ReturnDeletedObject). */
public final class DeletionAnswer {
    private DeletionAnswer() {}

    /** Whether it is the object. */
    public static boolean isObject(ResourceDefinition definition) {
        return switch (definition.group()) {
            case "" ->
                switch (definition.resource()) {
                    case "namespaces",
                            "pods",
                            "services",
                            "persistentvolumes",
                            "persistentvolumeclaims",
                            "serviceaccounts",
                            "resourcequotas",
                            "podtemplates" -> true;
                    default -> false;
                };
            case "resource.k8s.io" -> true;
            case "storage.k8s.io" -> !definition.resource().equals("csistoragecapacities");
            default -> false;
        };
    }

    /** Whether documents say that it is; of namespaces they do not. */
    public static boolean isObjectInDocuments(ResourceDefinition definition) {
        return isObject(definition) && !definition.resource().equals("namespaces");
    }
}
