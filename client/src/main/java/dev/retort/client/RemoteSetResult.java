package dev.retort.client;

import java.util.Map;

/// What an action on a [RemoteSet] did, or would do.
///
/// @param dryRun whether nothing was done
/// @param matched number of experiments that the filter matched
/// @param changed number of experiments that the action changed
/// @param skipped numbers of the others, by reason
public record RemoteSetResult(
    boolean dryRun, long matched, long changed, Map<String, Long> skipped) {}
