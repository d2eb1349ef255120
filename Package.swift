// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Continuum",
    products: [
        .library(name: "TimeSeries", targets: ["TimeSeries"])
    ],
    targets: [
        .target(name: "TimeSeries"),
        .testTarget(name: "TimeSeriesTests", dependencies: ["TimeSeries"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17
)
