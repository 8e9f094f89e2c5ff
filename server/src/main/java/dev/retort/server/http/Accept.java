package dev.retort.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.server.Request;

/// Reads `Accept` (RFC 9110 section 12.5.1).
public final class Accept {
  private Accept() {}

  /// @throws ProblemException 406 if `Accept` excludes that media type
  static void require(Request request, String produced) {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    if (accept == null || accept.equals("*/*") || accept.equals(produced)) {
      return;
    }
    QuotedQualityCSV accepted = new QuotedQualityCSV();
    request.getHeaders().getValuesList(HttpHeader.ACCEPT).forEach(accepted::addValue);
    String bare = bare(produced);
    String group = bare.substring(0, bare.indexOf('/')) + "/*";
    for (String range : accepted.getValues()) {
      String wanted = bare(range);
      if (wanted.equals("*/*") || wanted.equals(bare) || wanted.equals(group)) {
        return;
      }
    }
    throw Problem.of(
            ProblemKind.NOT_ACCEPTABLE,
            "this route produces " + bare + ", but Accept is " + QuotedText.quoted(accept))
        .exception();
  }

  /// The media type without its parameters, in lower case.
  public static String bare(String mediaType) {
    int end = mediaType.indexOf(';');
    String type = end < 0 ? mediaType : mediaType.substring(0, end);
    return type.strip().toLowerCase(java.util.Locale.ROOT);
  }
}
