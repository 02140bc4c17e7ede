package dev.mudi.client;

import java.util.List;

/**
 * Who speaks over an {@link InMemoryTransport}: the user name and groups that authorization sees, as a client
 * certificate's common name and organizations would say over TLS.
 *
 * @param user for example {@code system:kube-scheduler}; never empty
 * @param groups without {@code system:authenticated}, which the API server adds
 */
public record Identity(String user, List<String> groups) {
    public Identity {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("an identity needs a user name, such as system:kube-scheduler");
        }
        groups = List.copyOf(groups);
    }

    public static Identity of(String user, String... groups) {
        return new Identity(user, List.of(groups));
    }
}
