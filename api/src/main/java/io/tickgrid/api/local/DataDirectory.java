package io.tickgrid.api.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder that holds all that one deployment on this machine keeps; one process at a time. */
public final class DataDirectory implements AutoCloseable {
    /** Below this much free space nothing is started. */
    public static final long MIN_FREE_BYTES = 512L << 20;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder for this process, making it where it is missing.
     *
     * @throws StartException when another process has it, it cannot be written, or the disk is nearly full
     */
    public static DataDirectory open(Path path) throws StartException {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new StartException("data directory " + path + " must be a directory, is a file");
            }
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                String owner = read(channel);
                channel.close();
                throw new StartException("data directory " + path + " is in use by process " + owner
                        + "; stop it, or choose another with --data-dir");
            }
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                lock.release();
                channel.close();
                throw new StartException("data directory " + path + " needs " + (MIN_FREE_BYTES >> 20)
                        + " MB of free disk, found " + (free >> 20) + " MB");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new DataDirectory(path.toRealPath(), channel, lock);
        } catch (IOException e) {
            throw new StartException("data directory " + path + " cannot be used: " + e, e);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(20);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
