/// Where clients see the server, and which web sites may use it: base path, proxies, origins. Start
/// reading at `PublicAddress`.
@NullMarked
package dev.retort.server.origin;

import org.jspecify.annotations.NullMarked;
