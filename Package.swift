// swift-tools-version: 6.2
// Targets are listed bottom-up, one section per layer (docs/Architecture.md). A target may import
// only targets of the layers below it; `make lint` builds with the import check on.
import PackageDescription

let package = Package(
  name: "Sakuin",
  products: [
    .library(name: "Sakuin", targets: ["Sakuin"]),
    .executable(name: "searchctl", targets: ["searchctl"]),
    // What Benchmarks/ measures below the public API; not for use by anyone else.
    .library(name: "_SakuinMeasuring", targets: ["SakuinMeasuring", "CKernels"]),
  ],
  traits: [
    .default(enabledTraits: ["MeCab"]),
    .trait(
      name: "MeCab",
      description: "Japanese morphemes by MeCab's dictionary; without it ICU's words stand in."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // Layer 0: C libraries and kernels.
    .systemLibrary(
      name: "CMeCab", providers: [.apt(["libmecab-dev", "mecab-ipadic-utf8"])]),
    .systemLibrary(name: "CSnowball", providers: [.apt(["libstemmer-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(name: "CCommonMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icuuc")]),
    .target(name: "CKernels"),

    // Layer 1: files and mappings; documents and schema.
    .target(
      name: "Storage",
      dependencies: [
        "CKernels", "CXXHash", .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .target(name: "DocumentModel"),

    // Layer 2: no knowledge of an index.
    .target(
      name: "TextAnalysis",
      dependencies: [
        "CICU", "CSnowball", "CKernels", "Storage",
      ]),
    .target(name: "QueryLanguage"),
    .target(
      name: "Ingest",
      dependencies: [
        "DocumentModel", "Storage", "CJansson", "CCommonMark", "CYAML",
        .product(name: "SystemPackage", package: "swift-system"),
      ]),

    // Layer 3: the codec.
    .target(
      name: "IndexFormat", dependencies: ["Storage", "DocumentModel", "CKernels", "CZstd"]),

    // Layer 4: these never import each other.
    .target(
      name: "Indexing",
      dependencies: ["IndexFormat", "TextAnalysis", "Storage", "DocumentModel", "CKernels"]),
    .target(
      name: "Searching",
      dependencies: ["IndexFormat", "TextAnalysis", "QueryLanguage", "Storage", "DocumentModel"]),
    .target(name: "Evaluation"),

    // Layer 5: the library product, and the seam that Benchmarks/ measures through.
    .target(
      name: "Sakuin",
      dependencies: [
        "DocumentModel", "TextAnalysis", "QueryLanguage", "Ingest", "Indexing", "Searching",
        "IndexFormat", "Storage",
      ]),

    .target(
      name: "SakuinMeasuring",
      dependencies: [
        "DocumentModel", "QueryLanguage", "Ingest", "Indexing", "Searching", "IndexFormat",
      ]),

    // Layer 6: the command.
    .executableTarget(
      name: "searchctl",
      dependencies: [
        "Sakuin", "DocumentModel", "TextAnalysis", "QueryLanguage", "Ingest", "Indexing",
        "Searching", "IndexFormat", "Storage", "Evaluation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests: one target per module, then the suites that cross modules.
    .target(name: "TestSupport", dependencies: ["Storage"], path: "Tests/TestSupport"),
    .target(
      name: "HostileFiles",
      dependencies: [
        "TestSupport", "Searching", "IndexFormat", "Storage", "DocumentModel",
      ],
      path: "Tests/HostileFiles", exclude: ["nasty"]),
    .executableTarget(
      name: "fuzz-files", dependencies: ["TestSupport", "HostileFiles"], path: "Tests/FuzzFiles"),
    .testTarget(name: "StorageTests", dependencies: ["TestSupport", "Storage"]),
    .testTarget(name: "DocumentModelTests", dependencies: ["DocumentModel"]),
    .testTarget(
      name: "TextAnalysisTests",
      dependencies: [
        "TestSupport", "TextAnalysis", "Storage", "CKernels",
        .target(name: "CMeCab", condition: .when(traits: ["MeCab"])),
      ]),
    .testTarget(name: "QueryLanguageTests", dependencies: ["TestSupport", "QueryLanguage"]),
    .testTarget(name: "IngestTests", dependencies: ["Ingest", "DocumentModel"]),
    .testTarget(
      name: "IndexFormatTests",
      dependencies: [
        "TestSupport", "HostileFiles", "IndexFormat", "Storage", "DocumentModel", "CKernels",
      ]),
    .testTarget(
      name: "IndexingTests",
      dependencies: [
        "TestSupport", "Indexing", "IndexFormat", "TextAnalysis", "Storage", "DocumentModel",
      ]),
    .testTarget(
      name: "SearchingTests",
      dependencies: [
        "TestSupport", "HostileFiles",
        "Searching", "Indexing", "IndexFormat", "TextAnalysis", "QueryLanguage", "Storage",
        "DocumentModel", "CKernels",
      ]),
    .testTarget(name: "SakuinTests", dependencies: ["Sakuin"]),
    .testTarget(name: "SakuinMeasuringTests", dependencies: ["SakuinMeasuring", "Indexing"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(
      name: "CrossScriptTests",
      dependencies: [
        "TestSupport",
        "Searching", "Indexing", "IndexFormat", "Ingest", "TextAnalysis", "QueryLanguage",
        "Storage",
        "DocumentModel", "Evaluation",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "searchctl", "DocumentModel", "Ingest", "QueryLanguage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]
for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = (target.swiftSettings ?? []) + strict
}
