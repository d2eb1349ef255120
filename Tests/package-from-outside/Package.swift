// swift-tools-version: 6.2
import PackageDescription

// A package of a user of Continuum, which knows it by its path alone and sees what is public.
let package = Package(
    name: "FirstTenMinutes",
    dependencies: [.package(name: "Continuum", path: "../..")],
    targets: [
        .executableTarget(
            name: "FirstTenMinutes", dependencies: [.product(name: "Continuum", package: "Continuum")])
    ],
    swiftLanguageModes: [.v6]
)
