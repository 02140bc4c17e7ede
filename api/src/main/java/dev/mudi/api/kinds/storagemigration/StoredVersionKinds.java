package dev.mudi.api.kinds.storagemigration;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Conditions;
import dev.mudi.api.validation.Syntax;
import java.util.Map;

/** The strategies of storage versions and their migrations (Kubernetes reference, StorageVersionMigration). */
public final class StoredVersionKinds {
    private static final Map<String, String> ENDS = Map.of("Succeeded", "Success", "Failed", "Failed");

    private StoredVersionKinds() {}

    /** Those of the group storagemigration.k8s.io. */
    public static Map<String, Strategy> migrations() {
        return Map.of(
                "storageversionmigrations",
                KindStrategy.builder()
                        .rules(StoredVersionKinds::migration)
                        .updateRules((next, current) -> {
                            migration(next);
                            next.at("spec").mustNotHaveChanged(current.at("spec"));
                        })
                        .statusAlone(StoredVersionKinds::migrationStatus)
                        .conditional()
                        .build());
    }

    /** Those of the group internal.apiserver.k8s.io. */
    public static Map<String, Strategy> versions() {
        return Map.of(
                "storageversions",
                KindStrategy.builder().statusAlone().conditional().build());
    }

    private static void migration(At migration) {
        var resource = migration.at("spec", "resource", "resource");
        if (resource.mustBeGiven("resource is required to be set")) {
            mustBe(resource, Syntax.DNS_1035_LABEL);
        }
        var group = migration.at("spec", "resource", "group");
        if (!group.isEmpty()) {
            mustBe(group, Syntax.DNS_SUBDOMAIN);
        }
    }

    private static void mustBe(At at, Syntax syntax) {
        var complaints = syntax.complaints(at.text());
        if (!complaints.isEmpty()) {
            at.invalid(String.join(",", complaints));
        }
    }

    private static void migrationStatus(At migration, At before) {
        var status = migration.at("status");
        var conditions = status.at("conditions");
        Conditions.validate(conditions);
        var old = before.at("status", "resourceVersion");
        if (!old.isEmpty()) {
            status.at("resourceVersion").mustNotHaveChanged(old);
        }
        if (is(migration, "Succeeded") && is(migration, "Failed")) {
            conditions.invalid("Both success and failed conditions cannot be true at the same time");
        }
        ENDS.forEach((type, shown) -> {
            if (is(before, type) && !is(migration, type)) {
                conditions.invalid(shown + " condition cannot be set to false once it is true");
            }
        });
    }

    private static boolean is(At migration, String type) {
        return migration.at("status", "conditions").items().stream()
                .anyMatch(condition ->
                        condition.at("type").is(type) && condition.at("status").is("True"));
    }
}
