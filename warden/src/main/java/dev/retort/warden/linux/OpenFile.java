package dev.retort.warden.linux;

import java.nio.channels.FileChannel;

/// A regular file that is open.
///
/// @param channel the caller closes it
/// @param status as it was opened
public record OpenFile(FileChannel channel, FileStatus status) {}
