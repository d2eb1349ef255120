import Testing

@testable import TimeSeries

@Suite struct SHA256Tests {
    @Test func digestsEqualThoseOfTheStandard() {
        func digest(_ pieces: [[UInt8]]) -> String {
            var sha = SHA256()
            for piece in pieces { piece.withUnsafeBytes { sha.update($0) } }
            return sha.hexadecimal()
        }
        // FIPS 180-4, examples; the last is a million letters a.
        #expect(digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(digest([Array("abc".utf8)]) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let many = (0..<1000).map { _ in [UInt8](repeating: 0x61, count: 1000) }
        #expect(digest(many) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }
}
