package dev.mudi.apiserver.authentication;

import dev.mudi.apiserver.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens that were agreed on: upstream's {@code --token-auth-file}, lines of {@code token,user,uid,"group1,group2"}. */
public final class StaticTokens implements TokenAuthenticator {
    private final List<Entry> entries;

    private record Entry(String token, UserInfo user) {}

    private StaticTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads a file. IOException names the line that is wrong. */
    public static StaticTokens read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        int number = 0;
        for (var line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            var columns = line.split(",", 4);
            if (columns.length < 3 || columns[0].isBlank() || columns[1].isBlank()) {
                throw new IOException(file + ", line " + number + ": expected token,user,uid[,\"groups\"]");
            }
            var groups = columns.length < 4 ? "" : columns[3].replace("\"", "");
            entries.add(new Entry(
                    columns[0].strip(),
                    new UserInfo(
                            columns[1].strip(),
                            columns[2].strip(),
                            groups.isBlank()
                                    ? List.of()
                                    : List.of(groups.strip().split("\\s*,\\s*")),
                            Map.of())));
        }
        return new StaticTokens(entries);
    }

    @Override
    public Optional<Authenticated> authenticate(String token, List<String> audiences) {
        var asked = token.getBytes(StandardCharsets.UTF_8);
        return entries.stream()
                .filter(entry -> MessageDigest.isEqual(entry.token().getBytes(StandardCharsets.UTF_8), asked))
                .findFirst()
                .map(entry -> new Authenticated(entry.user(), audiences));
    }
}
