package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.runtime.cri.AuthConfig;
import dev.mudi.runtime.cri.CriException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Requests to one repository of one registry (OCI distribution-spec 1.1), with the token flow: a 401 says where a token is
 * had, the token is kept for the requests after it. Redirects, which lead to other hosts, don't get the token. Made for one
 * pull; thread-safe.
 */
final class RegistryClient {

    private static final Duration HEADERS_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_TOKEN = 1024 * 1024;
    private static final Pattern PARAMETER = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final HttpClient http;
    private final ImageReference reference;
    private final AuthConfig credentials;
    private volatile Optional<String> authorization;

    RegistryClient(HttpClient http, ImageReference reference, AuthConfig credentials) {
        this.http = http;
        this.reference = reference;
        this.credentials = credentials;
        this.authorization = credentials.getRegistryToken().isEmpty()
                ? Optional.empty()
                : Optional.of("Bearer " + credentials.getRegistryToken());
    }

    /**
     * Gets something of the repository.
     *
     * @param path below it, such as {@code manifests/latest}
     * @param headers beside the authorization
     * @return an answer with status 200 or 206; its body must be closed
     * @throws CriException NOT_FOUND, UNAUTHENTICATED or UNAVAILABLE by what the registry answers
     */
    HttpResponse<InputStream> get(String path, Map<String, String> headers) throws IOException {
        var uri = URI.create(base() + "/v2/" + reference.path() + "/" + path);
        var response = send(uri, headers);
        if (response.statusCode() == 401) {
            response.body().close();
            authorize(response.headers().allValues("WWW-Authenticate"));
            response = send(uri, headers);
        }
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            response.body().close();
            throw refusal(response.statusCode(), path);
        }
        return response;
    }

    private String base() {
        String host = reference.domain().equals("docker.io") ? "registry-1.docker.io" : reference.domain();
        // A registry on this machine has seldom a certificate; every runtime speaks plain HTTP to it.
        boolean local = host.matches("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");
        return (local ? "http://" : "https://") + host;
    }

    private HttpResponse<InputStream> send(URI uri, Map<String, String> headers) throws IOException {
        URI current = uri;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            var request = HttpRequest.newBuilder(current).timeout(HEADERS_LIMIT);
            headers.forEach(request::setHeader);
            if (sameHost(uri, current)) {
                authorization.ifPresent(value -> request.setHeader("Authorization", value));
            }
            var response = exchange(request.build());
            if (response.statusCode() / 100 != 3) {
                return response;
            }
            response.body().close();
            URI next = current.resolve(response.headers().firstValue("Location").orElse(""));
            if (current.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new IOException(
                        "the registry redirects from https to " + next.getScheme() + ", which is refused");
            }
            current = next;
        }
        throw new IOException("the registry redirects more than " + MAX_REDIRECTS + " times");
    }

    private static boolean sameHost(URI one, URI other) {
        return one.getHost().equals(other.getHost()) && one.getPort() == other.getPort();
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + reference + " was pulled");
        } catch (IOException e) {
            throw new IOException(
                    "can't reach " + request.uri().getHost() + ": "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        }
    }

    private void authorize(List<String> challenges) throws IOException {
        for (String challenge : challenges) {
            if (challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
                authorization = Optional.of("Bearer " + token(parameters(challenge)));
                return;
            }
            if (challenge.regionMatches(true, 0, "Basic ", 0, 6) && basic().isPresent()) {
                authorization = basic();
                return;
            }
        }
        throw refusal(401, "");
    }

    private static Map<String, String> parameters(String challenge) {
        return PARAMETER
                .matcher(challenge)
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2), (first, second) -> first));
    }

    private Optional<String> basic() {
        String pair = credentials.getUsername() + ":" + credentials.getPassword();
        if (!credentials.getAuth().isEmpty()) {
            return Optional.of("Basic " + credentials.getAuth());
        }
        return credentials.getUsername().isEmpty()
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** Gets a token (distribution's token authentication; its oauth2 form for an identity token). */
    private String token(Map<String, String> parameters) throws IOException {
        String realm = parameters.getOrDefault("realm", "");
        String scope = parameters.getOrDefault("scope", "repository:" + reference.path() + ":pull");
        String query = "service=" + encoded(parameters.getOrDefault("service", "")) + "&scope=" + encoded(scope);
        HttpRequest.Builder request;
        if (credentials.getIdentityToken().isEmpty()) {
            request = HttpRequest.newBuilder(URI.create(realm + (realm.contains("?") ? "&" : "?") + query));
            basic().ifPresent(value -> request.setHeader("Authorization", value));
        } else {
            String form = "grant_type=refresh_token&client_id=mudi&refresh_token="
                    + encoded(credentials.getIdentityToken()) + "&" + query;
            request = HttpRequest.newBuilder(URI.create(realm))
                    .setHeader("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        var response = exchange(request.timeout(HEADERS_LIMIT).build());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(response.statusCode(), "");
            }
            var answer = new ObjectMapper().readTree(body.readNBytes(MAX_TOKEN));
            return answer.path("token").asText(answer.path("access_token").asText());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private CriException refusal(int status, String path) {
        return switch (status) {
            case 401, 403 ->
                new CriException(
                        CriException.Code.UNAUTHENTICATED,
                        "pull access to " + reference
                                + " is denied: the repository doesn't exist or needs other credentials");
            case 404 -> CriException.notFound(reference + ": not found (" + path + ")");
            default ->
                CriException.unavailable(
                        "the registry answers " + status + " to a request for " + reference + " (" + path + ")");
        };
    }
}
