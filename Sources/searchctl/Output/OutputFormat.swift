// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// How `query` writes its answers.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  /// Text; colours only on a terminal.
  case auto
  /// Text for people.
  case text
  /// One JSON object for each query.
  case json
  /// One JSON object for each hit.
  case jsonl
  /// Rank, score, id and title, separated by tabs.
  case tsv
  /// TREC's run form.
  case trec
}

/// How the other commands write their results.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
  /// Text for people.
  case text
  /// One JSON object.
  case json
}
