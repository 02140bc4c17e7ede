package dev.mudi.client;

/**
 * Which objects of a resource an informer holds.
 *
 * @param namespace empty for all
 * @param labelSelector as in the API's {@code labelSelector} parameter; empty for all
 * @param fieldSelector as in the API's {@code fieldSelector} parameter, such as {@code spec.nodeName=node-1}
 */
public record Selection(String namespace, String labelSelector, String fieldSelector) {
    private static final Selection ALL = new Selection("", "", "");

    public static Selection all() {
        return ALL;
    }

    public Selection inNamespace(String name) {
        return new Selection(name, labelSelector, fieldSelector);
    }

    public Selection withLabels(String selector) {
        return new Selection(namespace, selector, fieldSelector);
    }

    public Selection withFields(String selector) {
        return new Selection(namespace, labelSelector, selector);
    }
}
