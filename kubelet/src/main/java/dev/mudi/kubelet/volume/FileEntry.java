package dev.mudi.kubelet.volume;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file of a volume made of API objects.
 *
 * @param content its bytes, not to be changed
 * @param mode its permission bits, 0 to 0777
 * @param uid its owner, -1 for the node agent's
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
record FileEntry(byte[] content, int mode, long uid) {

    @Override
    public boolean equals(Object other) {
        return other instanceof FileEntry(byte[] content1, int mode1, long uid1)
                && mode == mode1
                && uid == uid1
                && Arrays.equals(content, content1);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content) * 31 + mode;
    }

    @Override
    public String toString() {
        return "FileEntry[" + content.length + " bytes, mode " + Integer.toOctalString(mode) + ", uid " + uid
                + ", hash " + HexFormat.of().toHexDigits(Arrays.hashCode(content)) + "]";
    }
}
