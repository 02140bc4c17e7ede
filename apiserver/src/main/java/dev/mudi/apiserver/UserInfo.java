package dev.mudi.apiserver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param name never empty; {@code system:anonymous} for nobody in particular
 * @param uid empty if unknown
 * @param groups in the order of the credential, then {@code system:authenticated} or {@code system:unauthenticated}
 * @param extra what else the authenticator knows
 */
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** The group of everybody who may do everything. */
    public static final String MASTERS = "system:masters";

    /** The group of everybody with a valid credential. */
    public static final String AUTHENTICATED = "system:authenticated";

    /** The group of everybody without a credential. */
    public static final String UNAUTHENTICATED = "system:unauthenticated";

    /** Nobody in particular. */
    public static final UserInfo ANONYMOUS = new UserInfo("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of());

    /** The server itself, over the in-memory way in. */
    public static final UserInfo API_SERVER =
            new UserInfo("system:apiserver", "", List.of(MASTERS, AUTHENTICATED), Map.of());

    /** Copies groups and extra. */
    public UserInfo {
        groups = List.copyOf(groups);
        extra = extra.isEmpty() ? Map.of() : copy(extra);
    }

    /** A user with groups and nothing else. */
    public static UserInfo of(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }

    /** This user, in the group of the authenticated too. */
    public UserInfo authenticated() {
        if (groups.contains(AUTHENTICATED) || groups.contains(UNAUTHENTICATED)) {
            return this;
        }
        var more = new ArrayList<>(groups);
        more.add(AUTHENTICATED);
        return new UserInfo(name, uid, more, extra);
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> extra) {
        var copied = LinkedHashMap.<String, List<String>>newLinkedHashMap(extra.size());
        extra.forEach((key, values) -> copied.put(key, List.copyOf(values)));
        return Collections.unmodifiableMap(copied);
    }
}
