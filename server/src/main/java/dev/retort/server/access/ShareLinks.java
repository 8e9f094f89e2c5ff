package dev.retort.server.access;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The share links of a server, in the files `shares` and `shares.key` of its data directory, mode
/// 0600. The text of a link is its id and an HMAC-SHA256 (RFC 2104) of link, experiment and expiry,
/// so that the list alone gives no access. Thread-safe; the server alone uses the files.
public final class ShareLinks {
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{12})_([0-9a-f]{64})");
  private static final String ALGORITHM = "HmacSHA256";
  private static final int ID_BYTES = 6;
  private static final int KEY_BYTES = 32;
  private static final int MOST = 10_000;
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path file;
  private final Path keyFile;
  private volatile Map<String, ShareLink> links;
  private byte[] key;

  /// A new link with its text, which is shown once.
  public record Issued(ShareLink link, String text) {}

  /// @param directory the data directory
  /// @throws RetortException if the files cannot be read
  public ShareLinks(Path directory) {
    this.file = directory.resolve("shares");
    this.keyFile = directory.resolve("shares.key");
    try {
      this.key =
          Files.exists(keyFile) ? HEX.parseHex(Files.readString(keyFile).strip()) : new byte[0];
      this.links = read(file);
    } catch (IOException | JacksonException | IllegalArgumentException broken) {
      throw new RetortException("cannot read the share links in " + file + ": " + broken, broken);
    }
  }

  private static Map<String, ShareLink> read(Path file) throws IOException {
    Map<String, ShareLink> links = new HashMap<>();
    try {
      for (JsonNode each : MAPPER.readTree(Files.readString(file)).required("links")) {
        String id = each.required("id").stringValue();
        links.put(
            id,
            new ShareLink(
                id,
                ExperimentId.parse(each.required("experiment").stringValue()).orElseThrow(),
                each.required("owner").stringValue(),
                each.required("created_by").stringValue(),
                Instant.parse(each.required("created_at").stringValue()),
                Instant.parse(each.required("expires_at").stringValue())));
      }
    } catch (NoSuchFileException none) {
      // there never was a link
    }
    return Map.copyOf(links);
  }

  /// Makes a link, durably. Blocks.
  ///
  /// @throws RetortException if there are too many, or it cannot be written
  public synchronized Issued create(
      Experiment experiment, String createdBy, Instant now, Instant expiresAt) {
    SecureRandom random = new SecureRandom();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    ShareLink link =
        new ShareLink(
            HEX.formatHex(id),
            experiment.id(),
            experiment.query().owner(),
            createdBy,
            now,
            expiresAt);
    Map<String, ShareLink> all = new HashMap<>(links);
    all.values().removeIf(each -> !each.isValidAt(now));
    if (all.size() >= MOST) {
      throw new RetortException("there are " + MOST + " share links already; revoke some first");
    }
    all.put(link.id(), link);
    try {
      if (key.length == 0) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        SecretFile.replace(keyFile, HEX.formatHex(fresh) + "\n");
        key = fresh;
      }
      write(all);
    } catch (IOException failed) {
      throw new RetortException("cannot write the share links to " + file + ": " + failed, failed);
    }
    return new Issued(link, link.id() + '_' + HEX.formatHex(signature(link)));
  }

  private void write(Map<String, ShareLink> all) throws IOException {
    ObjectNode document = MAPPER.createObjectNode();
    ArrayNode array = document.putArray("links");
    for (ShareLink link : all.values()) {
      array
          .addObject()
          .put("id", link.id())
          .put("experiment", link.experiment().toString())
          .put("owner", link.owner())
          .put("created_by", link.createdBy())
          .put("created_at", link.createdAt().toString())
          .put("expires_at", link.expiresAt().toString());
    }
    SecretFile.replace(file, document + "\n");
    links = Map.copyOf(all);
  }

  /// Revokes a link of an experiment, durably; whether there was one. Blocks.
  public synchronized boolean revoke(ExperimentId experiment, String id) {
    Map<String, ShareLink> all = new HashMap<>(links);
    if (!all.values()
        .removeIf(each -> each.id().equals(id) && each.experiment().equals(experiment))) {
      return false;
    }
    try {
      write(all);
    } catch (IOException failed) {
      throw new RetortException("cannot write the share links to " + file + ": " + failed, failed);
    }
    return true;
  }

  /// The valid links of an experiment.
  public List<ShareLink> of(ExperimentId experiment, Instant now) {
    return links.values().stream()
        .filter(each -> each.experiment().equals(experiment) && each.isValidAt(now))
        .sorted(java.util.Comparator.comparing(ShareLink::createdAt))
        .toList();
  }

  /// The valid link with this text.
  Optional<ShareLink> find(String text, Instant now) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(links.get(matcher.group(1)))
        .filter(link -> MessageDigest.isEqual(signature(link), HEX.parseHex(matcher.group(2))))
        .filter(link -> link.isValidAt(now));
  }

  boolean isValid(String id, Instant now) {
    ShareLink link = links.get(id);
    return link != null && link.isValidAt(now);
  }

  private synchronized byte[] signature(ShareLink link) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(link.signed().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }
}
