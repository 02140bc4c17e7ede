package dev.mudi.apiserver;

import java.util.Optional;

/**
 * One line of {@code /readyz?verbose}.
 *
 * @param name as upstream names it: {@code ping}, {@code etcd}, {@code poststarthook/rbac/bootstrap-roles}
 * @param scope which endpoints ask it
 * @param check what is wrong, for the log and for those who may see it; empty if nothing is. It must not block for long
 */
public record HealthCheck(String name, Scope scope, Check check) {
    /** Which endpoints ask. */
    public enum Scope {
        /** {@code /healthz}, {@code /livez} and {@code /readyz}. */
        ALWAYS,
        /** {@code /readyz} only. */
        READINESS
    }

    /** Looks. */
    @FunctionalInterface
    public interface Check {
        /** What is wrong, if something is. */
        Optional<String> problem();
    }
}
