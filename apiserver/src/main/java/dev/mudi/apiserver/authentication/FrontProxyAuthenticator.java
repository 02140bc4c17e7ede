package dev.mudi.apiserver.authentication;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes a front proxy's word for who asks: {@code X-Remote-User}, {@code X-Remote-Group}, {@code X-Remote-Extra-…}. */
public final class FrontProxyAuthenticator {
    private static final String EXTRA_PREFIX = "x-remote-extra-";

    private final CertificateAuthenticator certificates;
    private final List<String> allowedNames;

    /**
     * Trusts proxies that show a certificate of these authorities.
     *
     * @param allowedNames common names that count; any if there are none
     */
    public FrontProxyAuthenticator(CertificateAuthenticator certificates, List<String> allowedNames) {
        this.certificates = certificates;
        this.allowedNames = List.copyOf(allowedNames);
    }

    /** The user that the headers name, if a proxy sent them. Without such headers the certificate is not looked at. */
    Optional<UserInfo> authenticate(List<X509Certificate> chain, Headers headers) {
        var name = headers.get("X-Remote-User");
        if (name.isEmpty() || !isProxy(chain)) {
            return Optional.empty();
        }
        var extra = new LinkedHashMap<String, List<String>>();
        headers.forEach((key, value) -> {
            var small = key.toLowerCase(Locale.ROOT);
            if (small.startsWith(EXTRA_PREFIX)) {
                var decoded = URLDecoder.decode(small.substring(EXTRA_PREFIX.length()), StandardCharsets.UTF_8);
                extra.computeIfAbsent(decoded, ignored -> new ArrayList<>(1)).add(value);
            }
        });
        return Optional.of(
                new UserInfo(name, headers.get("X-Remote-Uid"), headers.all("X-Remote-Group"), Map.copyOf(extra)));
    }

    private boolean isProxy(List<X509Certificate> chain) {
        try {
            var proxy = certificates.authenticate(chain);
            return allowedNames.isEmpty() || allowedNames.contains(proxy.name());
        } catch (InvalidCredentialException notAProxy) {
            return false;
        }
    }
}
