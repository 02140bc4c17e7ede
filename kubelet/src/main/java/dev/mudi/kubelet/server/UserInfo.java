package dev.mudi.kubelet.server;

import java.util.List;

/** Who sends a request. */
public record UserInfo(String name, String uid, List<String> groups) {

    /** Whoever shows no credential at all. */
    public static final UserInfo ANONYMOUS = new UserInfo("system:anonymous", "", List.of("system:unauthenticated"));
}
