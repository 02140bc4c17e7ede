package dev.mudi.runtime.oci;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.SupplementalGroupsPolicy;
import dev.mudi.runtime.linux.RootedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds who a container runs as: the pod's securityContext first, else the image's user, both looked up in the image's
 * {@code /etc/passwd} and {@code /etc/group} (CRI, LinuxContainerSecurityContext; KEP-3619 for the groups).
 */
public final class ImageUsers {

    private static final long MAX_FILE = 10L * 1024 * 1024;
    private static final int NAME = 0;
    private static final int ID = 2;
    private static final int GID_OR_MEMBERS = 3;

    private final List<String[]> passwd;
    private final List<String[]> group;

    ImageUsers(List<String> passwd, List<String> group) {
        this.passwd = split(passwd);
        this.group = split(group);
    }

    /** Reads the two files under a container's root; a missing one has no entries. */
    public static ImageUsers of(Path rootFileSystem) throws IOException {
        return new ImageUsers(lines(rootFileSystem, "/etc/passwd"), lines(rootFileSystem, "/etc/group"));
    }

    private static List<String> lines(Path root, String path) throws IOException {
        Path file = RootedPath.resolve(root, path);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(path + " in the image has more than " + MAX_FILE + " bytes");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static List<String[]> split(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > GID_OR_MEMBERS && isNumber(fields[ID]))
                .toList();
    }

    /** The user of a container. */
    public ProcessUser resolve(LinuxContainerSecurityContext context, String imageUser) {
        int colon = imageUser.indexOf(':');
        String wantedUser = colon < 0 ? imageUser : imageUser.substring(0, colon);
        String wantedGroup = colon < 0 ? "" : imageUser.substring(colon + 1);
        if (context.hasRunAsUser()) {
            wantedUser = Long.toString(context.getRunAsUser().getValue());
            wantedGroup = "";
        } else if (!context.getRunAsUsername().isEmpty()) {
            wantedUser = context.getRunAsUsername();
            wantedGroup = "";
        }
        if (context.hasRunAsGroup()) {
            if (wantedUser.isEmpty() && !context.hasRunAsUser()) {
                wantedUser = "0";
            }
            wantedGroup = Long.toString(context.getRunAsGroup().getValue());
        }
        return resolve(wantedUser.isEmpty() ? "0" : wantedUser, wantedGroup, context);
    }

    private ProcessUser resolve(String wantedUser, String wantedGroup, LinuxContainerSecurityContext context) {
        var entry = find(passwd, wantedUser);
        long uid = entry.map(fields -> Long.parseLong(fields[ID])).orElseGet(() -> number("user", wantedUser));
        long gid = entry.filter(fields -> isNumber(fields[GID_OR_MEMBERS]))
                .map(fields -> Long.parseLong(fields[GID_OR_MEMBERS]))
                .orElse(0L);
        if (!wantedGroup.isEmpty()) {
            gid = find(group, wantedGroup)
                    .map(fields -> Long.parseLong(fields[ID]))
                    .orElseGet(() -> number("group", wantedGroup));
        }
        var groups = new LinkedHashSet<Long>();
        if (context.getSupplementalGroupsPolicy() == SupplementalGroupsPolicy.Merge) {
            entry.ifPresent(fields -> groups.addAll(groupsOf(fields[NAME])));
        }
        groups.addAll(context.getSupplementalGroupsList());
        groups.remove(gid);
        return new ProcessUser(uid, gid, List.copyOf(groups));
    }

    private List<Long> groupsOf(String user) {
        var result = new ArrayList<Long>();
        for (String[] fields : group) {
            if (List.of(fields[GID_OR_MEMBERS].split(",", -1)).contains(user)) {
                result.add(Long.parseLong(fields[ID]));
            }
        }
        return result;
    }

    private static Optional<String[]> find(List<String[]> entries, String nameOrId) {
        return entries.stream()
                .filter(fields -> fields[NAME].equals(nameOrId))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(fields -> fields[ID].equals(nameOrId))
                        .findFirst());
    }

    private static long number(String what, String text) {
        if (!isNumber(text)) {
            throw CriException.invalidArgument("unable to find " + what + " " + text + ": no matching entries in /etc/"
                    + (what.equals("user") ? "passwd" : "group") + " of the image, and not a number");
        }
        return Long.parseLong(text);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
