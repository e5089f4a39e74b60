package io.tickgrid.api.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked, although it was asked well: exit code 1. The message is one line for people. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a file that cannot be read or written; Java's own messages often are the bare path. */
    static CommandFailure of(String doing, Path file, IOException e) {
        return new CommandFailure("cannot " + doing + " " + file + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException x -> "there is no " + x.getFile();
            case AccessDeniedException x -> "permission denied";
            case FileAlreadyExistsException x -> x.getFile() + " is in the way";
            case NotDirectoryException x -> x.getFile() + " is no directory";
            case DirectoryNotEmptyException x -> x.getFile() + " is a directory";
            case FileSystemException x -> orName(x.getReason(), x);
            case CharacterCodingException x -> "it is not UTF-8 text";
            default -> orName(e.getMessage(), e);
        };
    }

    private static String orName(@Nullable String text, IOException e) {
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
