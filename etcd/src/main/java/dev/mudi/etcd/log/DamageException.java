package dev.mudi.etcd.log;

import java.io.IOException;
import java.io.Serial;

/** A file of the data directory does not hold what was written to it. */
public final class DamageException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    public DamageException(String file, long offset, String what) {
        super(file + " is damaged at offset " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public String file() {
        return file;
    }

    /** In bytes from the start of the file. */
    public long offset() {
        return offset;
    }
}
