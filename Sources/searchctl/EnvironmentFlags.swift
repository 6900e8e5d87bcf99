// SPDX-License-Identifier: Apache-2.0

/// Flags given as environment variables: `--id-field F` as `SEARCHCTL_ID_FIELD=F`.
///
/// A flag on the command line wins over its variable. A flag that may be repeated takes one value
/// from each line of its variable; a flag without a value takes 1 or 0.
enum EnvironmentFlags {
  /// What a flag takes.
  enum Kind {
    case value
    case repeated
    case none
  }

  /// The variables' prefix.
  static let prefix = "SEARCHCTL_"

  /// The flags of each command. A test holds them to the commands' help.
  static let flags: [String: [String: Kind]] = [
    "index": [
      "output": .value, "schema": .value, "analyzer": .value, "id-field": .value,
      "threads": .value, "memory": .value, "slice": .value, "rejects": .value, "lexicon": .value,
      "dictionary": .value,
      "strict": .none, "reorder": .none,
    ],
    "update": [
      "sync": .none, "no-merge": .none, "id-field": .value, "threads": .value, "memory": .value,
      "rejects": .value, "lexicon": .value, "dictionary": .value, "strict": .none,
    ],
    "delete": [
      "id": .repeated, "query": .value, "match": .value, "literal": .none, "dry-run": .none,
      "no-merge": .none, "lexicon": .value, "dictionary": .value,
    ],
    "merge": ["output": .value, "threads": .value, "memory": .value, "reorder": .none],
    "query": [
      "limit": .value, "offset": .value, "match": .value, "literal": .none, "filter": .repeated,
      "sort": .value, "facet": .repeated, "format": .value, "explain": .none, "no-snippet": .none,
      "lexicon": .value, "dictionary": .value, "synonyms": .value,
    ],
    "analyze": [
      "index": .value, "field": .value, "analyzer": .value, "format": .value, "lexicon": .value,
      "dictionary": .value,
    ],
    "explain": [
      "id": .value, "format": .value, "match": .value, "literal": .none, "lexicon": .value,
      "dictionary": .value, "synonyms": .value,
    ],
    "verify": ["format": .value],
    "inspect": ["terms": .value, "limit": .value, "format": .value],
    "recover": [:],
    "eval": [
      "queries": .value, "qrels": .value, "metrics": .value, "min": .repeated, "run": .value,
      "format": .value, "lexicon": .value, "dictionary": .value, "synonyms": .value,
    ],
    "synonyms": ["lexicon": .value, "dictionary": .value],
    "lexicon": ["edict": .repeated, "ipadic": .repeated, "english": .repeated, "output": .value],
  ]

  /// The commands whose flags stand behind another word (`synonyms check`).
  private static let commandsOfTwoWords: Set<String> = ["synonyms"]

  /// `ID_FIELD` for `id-field`; names of flags are small letters and dashes.
  private static func variableName(_ flag: String) -> String {
    String(decoding: flag.utf8.map { $0 == 0x2D ? 0x5F : $0 & 0xDF }, as: UTF8.self)
  }

  private static let shortNames = ["output": "-o", "limit": "-n"]

  /// Adds the flags that the environment gives.
  ///
  /// - Parameters:
  ///   - environment: The value of a variable, or nil.
  ///   - arguments: What was typed, from the command's name on.
  /// - Returns: The arguments, with those of the environment directly behind the command's name.
  /// - Throws: `CommandFailure.badEnvironment` for a flag without a value that has one.
  static func insert(
    _ environment: (String) -> String?, into arguments: [String]
  ) throws(CommandFailure) -> [String] {
    guard let command = arguments.first, let flags = flags[command] else { return arguments }
    let given = arguments.prefix { $0 != "--" }
    var added: [String] = []
    for (flag, kind) in flags.sorted(by: { $0.key < $1.key }) {
      let name = prefix + variableName(flag)
      guard let value = environment(name) else { continue }
      let isGiven = given.contains { argument in
        argument == "--\(flag)" || argument.hasPrefix("--\(flag)=")
          || shortNames[flag].map { argument.hasPrefix($0) } ?? false
      }
      if isGiven { continue }
      switch kind {
      case .value: added.append("--\(flag)=\(value)")
      case .repeated: added += value.split(separator: "\n").map { "--\(flag)=\($0)" }
      case .none:
        switch value.lowercased() {
        case "1", "true", "yes", "on": added.append("--\(flag)")
        case "0", "false", "no", "off", "": break
        default: throw .badEnvironment(name: name, value: value)
        }
      }
    }
    let nameCount = commandsOfTwoWords.contains(command) ? 2 : 1
    guard arguments.count >= nameCount else { return arguments }
    return arguments.prefix(nameCount) + added + arguments.dropFirst(nameCount)
  }
}
