package dev.retort.warden.linux;

import java.nio.file.FileSystemException;

/// There is a FIFO, a socket, a device or a directory where a regular file was wanted.
public final class NotRegularFileException extends FileSystemException {
  private static final long serialVersionUID = 1;

  NotRegularFileException(String file) {
    super(file, null, "is not a regular file");
  }
}
