/// Who may send a request, and what they may do: tokens, scopes, owners. Start reading at
/// `AccessControl`.
@NullMarked
package dev.retort.server.access;

import org.jspecify.annotations.NullMarked;
