// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Continuum",
    products: [
        .library(name: "Continuum", targets: ["Continuum"]),
        .executable(name: "continuum", targets: ["ContinuumTool"]),
    ],
    targets: [
        // Counts the allocations of the program that it is part of: Benchmarks alone.
        .target(name: "CAllocations"),
        .target(name: "CLaneKernels"),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CTime"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Continuum",
            dependencies: [
                "DifferentialEquations", "Forecasting", "NeuralLayers", "ObservationStore", "PointProcesses",
                "TimeSeries",
            ]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CAllocations", "Continuum", "DifferentialEquations", "Forecasting", "Lanes", "NeuralLayers",
                "ObservationStore", "PointProcesses", "ReferenceProblems", "TimeSeries",
            ],
            exclude: ["Peers", "README.md", "count-instructions", "data"]),
        .executableTarget(name: "ContinuumTool", dependencies: ["Continuum"]),
        .target(name: "Lanes", dependencies: ["CLaneKernels"]),
        .target(name: "Differentiation", dependencies: ["Lanes"]),
        .target(name: "DifferentialEquations", dependencies: ["Differentiation"]),
        .target(name: "NeuralLayers", dependencies: ["Differentiation"]),
        .target(
            name: "Forecasting", dependencies: ["DifferentialEquations", "NeuralLayers", "TimeSeries"]),
        .target(name: "ObservationStore", dependencies: ["TimeSeries", "CSQLite", "CZlib"]),
        .target(name: "PointProcesses", dependencies: ["DifferentialEquations", "NeuralLayers", "TimeSeries"]),
        .target(name: "TimeSeries", dependencies: ["CTime"]),
        .testTarget(name: "ContinuumTests", dependencies: ["Continuum", "ContinuumTool"]),
        .testTarget(name: "DifferentiationTests", dependencies: ["Differentiation"]),
        .testTarget(
            name: "DifferentialEquationsTests", dependencies: ["DifferentialEquations", "ReferenceProblems"],
            exclude: ["golden"]),
        .testTarget(name: "ForecastingTests", dependencies: ["Forecasting"], exclude: ["golden"]),
        // Initial value problems with known solutions, for the tests and the benchmarks.
        .target(name: "ReferenceProblems", path: "Tests/ReferenceProblems"),
        .testTarget(name: "LanesTests", dependencies: ["Lanes"]),
        .testTarget(name: "ObservationStoreTests", dependencies: ["ObservationStore"]),
        .testTarget(name: "PointProcessesTests", dependencies: ["PointProcesses"], exclude: ["golden"]),
        .testTarget(name: "TimeSeriesTests", dependencies: ["TimeSeries"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17
)
