package dev.mudi.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.runtime.cri.Int64Value;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.SupplementalGroupsPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageUsersTest {

    private final ImageUsers users = new ImageUsers(
            List.of("root:x:0:0::/:/bin/sh", "web:x:101:102::/:/bin/sh", "# note", "broken"),
            List.of("root:x:0:", "web:x:102:", "extra:x:103:web,other"));

    private static Int64Value number(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0, []",
        "web, 101, 102, [103]",
        "101, 101, 102, [103]",
        "5, 5, 0, []",
        "web:extra, 101, 103, []",
        "web:7, 101, 7, [103]",
        "5:6, 5, 6, []"
    })
    void readsTheImagesUser(String imageUser, long uid, long gid, String groups) {
        var user = users.resolve(LinuxContainerSecurityContext.getDefaultInstance(), imageUser);
        assertThat(user.uid()).isEqualTo(uid);
        assertThat(user.gid()).isEqualTo(gid);
        assertThat(user.additionalGids()).hasToString(groups);
    }

    @Test
    void prefersWhatThePodSays() {
        var context = LinuxContainerSecurityContext.newBuilder()
                .setRunAsUser(number(101))
                .setRunAsGroup(number(9))
                .addSupplementalGroups(1000)
                .build();
        assertThat(users.resolve(context, "root:root")).isEqualTo(new ProcessUser(101, 9, List.of(103L, 1000L)));
        var strict = context.toBuilder()
                .setSupplementalGroupsPolicy(SupplementalGroupsPolicy.Strict)
                .build();
        assertThat(users.resolve(strict, "")).isEqualTo(new ProcessUser(101, 9, List.of(1000L)));
        var named = LinuxContainerSecurityContext.newBuilder()
                .setRunAsUsername("web")
                .build();
        assertThat(users.resolve(named, "").uid()).isEqualTo(101);
    }

    @Test
    void saysWhichNameTheImageLacks() {
        assertThatThrownBy(() -> users.resolve(LinuxContainerSecurityContext.getDefaultInstance(), "nobody"))
                .hasMessageContaining("unable to find user nobody: no matching entries in /etc/passwd");
        assertThatThrownBy(() -> users.resolve(LinuxContainerSecurityContext.getDefaultInstance(), "web:none"))
                .hasMessageContaining("unable to find group none");
    }
}
