import Foundation

/// A model laid out for the filter: its blocks of states, and how each channel reads them: the first state of each block, times a loading.
struct StateLayout: Sendable {
    /// The size of the state, d.
    let size: Int
    let blocks: [ProcessBlock]
    /// Where the block of each state begins, (d).
    let firsts: [Int]
    /// Where the matrices of each block begin among those of all.
    let matrices: [Int]
    /// The number of elements of the blocks' matrices.
    let matrixElements: Int
    /// Channel c reads Σ readValues[k] · state[readPlaces[k]] over k in readStarts[c] ..< readStarts[c + 1], that is hᵀx.
    let readStarts: [Int]
    let readPlaces: [Int]
    let readValues: [Double]
    /// noise², (channels).
    let noiseVariances: [Double]
    let means: [Double]

    init(_ model: LinearModel) {
        var blocks: [ProcessBlock] = []
        var offset = 0
        for (index, component) in model.components.enumerated() {
            for block in Self.blocks(of: component.term, offset: offset, component: index) {
                blocks.append(block)
            }
            offset += component.term.size
        }
        size = offset
        firsts = blocks.flatMap { block in (0..<block.size).map { _ in block.offset } }
        self.blocks = blocks
        var starts = [0]
        var places: [Int] = []
        var values: [Double] = []
        for channel in 0..<model.channels {
            for block in blocks {
                let loading = model.components[block.component].loadings[channel]
                guard loading != 0 else { continue }
                places.append(block.offset)
                values.append(loading)
            }
            starts.append(places.count)
        }
        readStarts = starts
        readPlaces = places
        readValues = values
        var matrices: [Int] = []
        var elements = 0
        for block in blocks {
            matrices.append(elements)
            elements += block.size * block.size
        }
        self.matrices = matrices
        matrixElements = elements
        noiseVariances = model.noise.map { $0 * $0 }
        means = model.means
    }

    /// The variance of the error of a row.
    func errorVariance(_ row: ObservationRow) -> Double {
        (noiseVariances[row.channel] + row.errorVariance) / row.weight
    }

    private static func blocks(of term: ProcessTerm, offset: Int, component: Int) -> [ProcessBlock] {
        func block(_ kind: ProcessBlock.Kind, _ deviation: Double, start: Double = 0, slope: Double = 0) -> ProcessBlock
        {
            ProcessBlock(
                kind, variance: deviation * deviation, startVariance: start * start, startSlopeVariance: slope * slope,
                offset: offset, component: component)
        }
        switch term {
        case .constant(let deviation): return [block(.constant, deviation)]
        case .matern12(let deviation, let scale): return [block(.matern12(rate: 1 / scale), deviation)]
        case .matern32(let deviation, let scale): return [block(.matern32(rate: 3.0.squareRoot() / scale), deviation)]
        case .matern52(let deviation, let scale): return [block(.matern52(rate: 5.0.squareRoot() / scale), deviation)]
        case .level(let diffusion, let start): return [block(.level, diffusion, start: start)]
        case .slope(let diffusion, let start, let startSlope):
            return [block(.slope, diffusion, start: start, slope: startSlope)]
        case .quasiPeriodic(let deviation, let period, let scale, let harmonics):
            let total = (1...max(harmonics, 1)).reduce(0) { $0 + 1 / Double($1 * $1) }
            return (0..<harmonics).map { index in
                let j = Double(index + 1)
                return ProcessBlock(
                    .oscillator(frequency: 2 * .pi * j / period, rate: 1 / scale),
                    variance: deviation * deviation / (j * j * total), offset: offset + 2 * index, component: component)
            }
        }
    }
}
