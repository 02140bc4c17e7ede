package dev.mudi.etcd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The files of one directory; what a simulation of bad disks stands in for. */
public interface Disk {
    /** The names of the files, in order. */
    List<String> list() throws IOException;

    /** Makes an empty file, in the place of one that is there. */
    File create(String name) throws IOException;

    File open(String name) throws IOException;

    /** Gives a file its name, in the place of one that has it; durable on return. The file's content must be durable before. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Where this is, for messages. */
    String path(String name);

    /** An open file. */
    interface File extends Closeable {
        long size() throws IOException;

        /** Writes all that remains of the buffer. */
        void write(ByteBuffer from, long position) throws IOException;

        /** Reads until the buffer is full or the file ends; answers how many bytes that was. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Cuts or extends with zeros. */
        void resize(long size) throws IOException;

        /** Returns when everything written is on the disk. */
        void force() throws IOException;
    }
}
