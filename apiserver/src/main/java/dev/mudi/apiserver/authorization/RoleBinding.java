package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** A RoleBinding, or with an empty namespace a ClusterRoleBinding. */
record RoleBinding(String namespace, String name, RoleReference role, List<Subject> subjects) {

    /** What is bound: {@code Role} or {@code ClusterRole} and its name. */
    record RoleReference(String kind, String name) {}

    /** To whom: {@code User}, {@code Group} or {@code ServiceAccount}. */
    record Subject(String kind, String namespace, String name) {
        /** Under what the subject is found: {@code User:jane}, {@code Group:admins}; service accounts by their user names. */
        String key() {
            return switch (kind) {
                case "ServiceAccount" -> userKey("system:serviceaccount:" + namespace + ":" + name);
                case "Group" -> groupKey(name);
                default -> userKey(name);
            };
        }

        private String shown() {
            return kind.equals("ServiceAccount")
                    ? "ServiceAccount \"" + name + "/" + namespace + "\""
                    : kind + " \"" + name + "\"";
        }
    }

    static String userKey(String name) {
        return "User:" + name;
    }

    static String groupKey(String name) {
        return "Group:" + name;
    }

    static RoleBinding of(ObjectValue object) {
        var metadata = object.object("metadata");
        var namespace = metadata.string("namespace");
        var reference = object.object("roleRef");
        var subjects = object.array("subjects")
                .objects()
                .map(subject -> new Subject(
                        subject.string("kind"),
                        subject.string("namespace").isEmpty() ? namespace : subject.string("namespace"),
                        subject.string("name")))
                .toList();
        return new RoleBinding(
                namespace,
                metadata.string("name"),
                new RoleReference(reference.string("kind"), reference.string("name")),
                subjects);
    }

    /** Why something is allowed, in upstream's words. */
    String reason(String subjectKey) {
        var subject = subjects.stream()
                .filter(candidate -> candidate.key().equals(subjectKey))
                .findFirst()
                .map(Subject::shown)
                .orElse(subjectKey);
        var binding = namespace.isEmpty()
                ? "ClusterRoleBinding \"" + name + "\""
                : "RoleBinding \"" + name + "/" + namespace + "\"";
        return "RBAC: allowed by " + binding + " of " + role.kind() + " \"" + role.name() + "\" to " + subject;
    }
}
