package dev.mudi.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostSetupTest {
    private static final String KERNEL = "nodev\tsysfs\nnodev\toverlay\n\text4\n";

    private final StringWriter said = new StringWriter();
    private final FakeHost host = new FakeHost();

    /** A host that has everything until a test takes something away. */
    private static final class FakeHost implements Host {
        private final List<List<String>> installs = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private boolean root = true;
        private boolean installer = true;
        private int installsOnAttempt;
        private String kernel = KERNEL;
        private String kernelAfterLoading = KERNEL;
        private boolean controlGroups = true;

        @Override
        public boolean isRoot() {
            return root;
        }

        @Override
        public boolean has(Requirement requirement) {
            return !missing.contains(requirement.name());
        }

        @Override
        public String fileSystems() {
            return kernel;
        }

        @Override
        public void loadModule(String name) {
            kernel = kernelAfterLoading;
        }

        @Override
        public boolean hasControlGroups() {
            return controlGroups;
        }

        @Override
        public boolean canInstall() {
            return installer;
        }

        @Override
        public boolean install(List<String> arguments) {
            installs.add(arguments);
            if (installs.size() == installsOnAttempt) {
                missing.clear();
            }
            return missing.isEmpty();
        }
    }

    private void prepare() throws Exception {
        new HostSetup(new PrintWriter(said), host).prepare();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::prepare)
                .isInstanceOf(UserException.class)
                .message()
                .contains(words)
                .hasLineCount(1);
    }

    @Test
    void saysAndDoesNothingOnAHostThatHasEverything() {
        assertThatCode(this::prepare).doesNotThrowAnyException();
        assertThat(said.toString()).isEmpty();
        assertThat(host.installs).isEmpty();
    }

    @Test
    void wantsRootBeforeItTouchesAnything() {
        host.root = false;
        host.missing.add("runc");
        assertRefused("need root", "--nodes=hollow");
        assertThat(host.installs).isEmpty();
    }

    @Test
    void saysThatTheKernelHasNoOverlayfsBeforeItInstallsAnything() {
        host.kernel = "nodev\tsysfs\n\text4\n";
        host.kernelAfterLoading = host.kernel;
        host.missing.add("runc");
        assertRefused("overlayfs", "CONFIG_OVERLAY_FS");
        assertThat(host.installs).isEmpty();
    }

    @Test
    void loadsTheModuleOfOverlayfs() {
        host.kernel = "\text4\n";
        assertThatCode(this::prepare).doesNotThrowAnyException();
    }

    @Test
    void saysThatNoControlGroupsAreMounted() {
        host.controlGroups = false;
        assertRefused("control groups", "/sys/fs/cgroup");
    }

    @Test
    void namesWhatIsMissingWhereNothingCanBeInstalled() {
        host.installer = false;
        host.missing.addAll(List.of("runc", "conmon"));
        assertRefused("lacks runc, conmon");
    }

    @Test
    void saysWhatCouldNotBeInstalledAndHowToSeeWhy() {
        host.missing.add("runc");
        assertRefused("could not install runc", "apt-get install runc");
        assertThat(host.installs).as("once as it is, the lists, once more").hasSize(3);
        assertThat(said.toString()).isEqualToNormalizingNewlines("installing runc\n");
    }

    @Test
    void fetchesTheListsOfPackagesOnlyIfItMust() {
        host.missing.add("runc");
        host.installsOnAttempt = 1;
        assertThatCode(this::prepare).doesNotThrowAnyException();
        assertThat(host.installs).hasSize(1);
        assertThat(host.installs.getFirst()).contains("install", "runc");
    }
}
