package dev.mudi.api.resource;

/** Whether the objects of a resource live in namespaces. */
public enum Scope {
    /** Each object is in a namespace. */
    NAMESPACED,
    /** Objects belong to the cluster. */
    CLUSTER
}
