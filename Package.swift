// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Continuum",
    products: [
        .library(name: "Continuum", targets: ["Continuum"]),
        .library(name: "DifferentialEquations", targets: ["DifferentialEquations"]),
        .library(name: "Forecasting", targets: ["Forecasting"]),
        .library(name: "ObservationStore", targets: ["ObservationStore"]),
        .library(name: "PointProcesses", targets: ["PointProcesses"]),
        .library(name: "TimeSeries", targets: ["TimeSeries"]),
        .executable(name: "continuum", targets: ["ContinuumTool"]),
    ],
    targets: [
        // What is linked from outside.
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CTime"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        // The engine.
        .target(name: "CLaneKernels"),
        .target(name: "Crew"),
        .target(name: "Numerics"),
        .target(name: "Lanes", dependencies: ["CLaneKernels"]),
        .target(name: "StateSpace", dependencies: ["Crew", "Lanes"]),
        .target(name: "Differentiation", dependencies: ["Lanes"]),
        .target(name: "DifferentialEquations", dependencies: ["Differentiation", "Lanes"]),
        .target(name: "NeuralLayers", dependencies: ["Differentiation", "Lanes"]),

        .target(
            name: "LatentPaths", dependencies: ["DifferentialEquations", "Differentiation", "Lanes", "NeuralLayers"]),

        // Data, and where they are kept.
        .target(name: "TimeSeries", dependencies: ["CTime", "Numerics"]),
        .target(name: "Storage", dependencies: ["TimeSeries"]),
        .target(name: "CSV", dependencies: ["CZlib", "Storage", "TimeSeries"]),
        .target(name: "ObservationStore", dependencies: ["CSQLite", "CSV", "Storage", "TimeSeries"]),

        // Models.
        .target(
            name: "PointProcesses",
            dependencies: [
                "Crew", "DifferentialEquations", "Differentiation", "Lanes", "LatentPaths", "NeuralLayers", "Numerics",
                "TimeSeries",
            ]),
        .target(
            name: "Forecasting",
            dependencies: [
                "Crew", "DifferentialEquations", "Differentiation", "Lanes", "LatentPaths", "NeuralLayers", "Numerics",
                "StateSpace", "TimeSeries",
            ]),

        // All of it, and the programs.
        .target(
            name: "Continuum",
            dependencies: [
                "CSV", "DifferentialEquations", "Forecasting", "NeuralLayers", "ObservationStore", "PointProcesses",
                "Storage", "TimeSeries",
            ]),
        .executableTarget(name: "ContinuumTool", dependencies: ["Continuum", "TimeSeries"]),
        // Counts the allocations of the program that it is part of: Benchmarks alone.
        .target(name: "CAllocations"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CAllocations", "Continuum", "Crew", "DifferentialEquations", "Forecasting", "Lanes", "NeuralLayers",
                "ObservationStore", "PointProcesses", "ReferenceProblems", "StateSpace", "TimeSeries", "Workbenches",
            ],
            exclude: ["Peers", "README.md", "count-instructions", "data"]),

        // Parts of models set up to be timed, and to be held against others' results.
        .target(
            name: "Workbenches",
            dependencies: ["DifferentialEquations", "Forecasting", "Lanes", "NeuralLayers", "PointProcesses"]),
        // Initial value problems with known solutions, for the tests and the benchmarks.
        .target(name: "ReferenceProblems", path: "Tests/ReferenceProblems"),
        .testTarget(
            name: "ContinuumTests", dependencies: ["Continuum", "ContinuumTool", "TimeSeries"], exclude: ["golden"]),
        .testTarget(name: "CSVTests", dependencies: ["CSV", "TimeSeries"]),
        .testTarget(name: "CrewTests", dependencies: ["Crew"]),
        .testTarget(
            name: "DifferentialEquationsTests",
            dependencies: ["DifferentialEquations", "Differentiation", "Lanes", "ReferenceProblems"],
            exclude: ["golden"]),
        .testTarget(name: "DifferentiationTests", dependencies: ["Differentiation", "Lanes"]),
        .testTarget(
            name: "ForecastingTests",
            dependencies: [
                "DifferentialEquations", "Differentiation", "Forecasting", "Lanes", "LatentPaths", "NeuralLayers",
                "Numerics", "StateSpace", "TimeSeries", "Workbenches",
            ],
            exclude: ["golden"]),
        .testTarget(name: "LanesTests", dependencies: ["Lanes"]),
        .testTarget(name: "NumericsTests", dependencies: ["Numerics"]),
        .testTarget(
            name: "NeuralLayersTests", dependencies: ["Differentiation", "Lanes", "NeuralLayers"], exclude: ["golden"]),
        .testTarget(
            name: "ObservationStoreTests", dependencies: ["CSV", "ObservationStore", "Storage", "TimeSeries"]),
        // One suite for every kind of store.
        .testTarget(name: "StorageTests", dependencies: ["CSV", "ObservationStore", "Storage", "TimeSeries"]),
        .testTarget(
            name: "LatentPathsTests",
            dependencies: ["DifferentialEquations", "Differentiation", "Lanes", "LatentPaths", "NeuralLayers"]),
        .testTarget(
            name: "PointProcessesTests",
            dependencies: [
                "DifferentialEquations", "Differentiation", "Lanes", "Numerics", "PointProcesses", "TimeSeries",
                "Workbenches",
            ],
            exclude: ["golden"]),
        .testTarget(
            name: "StateSpaceTests", dependencies: ["Crew", "Lanes", "Numerics", "StateSpace"], exclude: ["golden"]),
        .testTarget(name: "TimeSeriesTests", dependencies: ["TimeSeries"], exclude: ["golden"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17
)

// Every module that a file uses is imported by that file.
for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + [.enableUpcomingFeature("MemberImportVisibility")]
}
