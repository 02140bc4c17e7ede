package dev.mudi.api.resource;

/**
 * A column of {@code kubectl get} as a custom resource definition states it.
 *
 * @param name the heading
 * @param type OpenAPI type: {@code string}, {@code integer}, {@code number}, {@code boolean}, {@code date}
 * @param format OpenAPI format; may be empty
 * @param description for people; may be empty
 * @param priority 0 for always, more for {@code -o wide} only
 * @param jsonPath where the value is, such as {@code .spec.replicas}
 */
public record PrinterColumn(
        String name, String type, String format, String description, int priority, String jsonPath) {}
