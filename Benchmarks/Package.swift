// swift-tools-version: 6.2
// Measuring is a package of its own, so that nobody who uses Sakuin builds it. README.md says how to
// measure; ./compare sets the peers beside.
import PackageDescription

let package = Package(
  name: "SakuinBenchmarks",
  products: [
    .executable(name: "build_index", targets: ["build_index"]),
    .executable(name: "do_query", targets: ["do_query"]),
    .executable(name: "kernels", targets: ["kernels"]),
  ],
  dependencies: [
    .package(name: "Sakuin", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    .executableTarget(
      name: "build_index",
      dependencies: [
        .product(name: "_SakuinMeasuring", package: "Sakuin"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "do_query",
      dependencies: [
        .product(name: "_SakuinMeasuring", package: "Sakuin"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "kernels",
      dependencies: [
        .product(name: "_SakuinMeasuring", package: "Sakuin"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
)

for target in package.targets {
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
