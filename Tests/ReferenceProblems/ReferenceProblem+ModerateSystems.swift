import Foundation

extension ReferenceProblem {
    /// DETEST class C: moderate systems (Hull, Enright, Fellen, Sedgwick 1972).
    public static let moderateSystems: [ReferenceProblem] = [
        // Radioactive decay chains.
        ReferenceProblem("C1", initial: unit(10), times: even(20)) { _, y, dy in
            dy[0] = -y[0]
            for i in 1..<9 { dy[i] = y[i - 1] - y[i] }
            dy[9] = y[8]
        },
        ReferenceProblem("C2", initial: unit(10), times: even(20)) { _, y, dy in
            dy[0] = -y[0]
            for i in 1..<9 { dy[i] = Double(i) * y[i - 1] - Double(i + 1) * y[i] }
            dy[9] = 9 * y[8]
        },
        // A parabolic equation, discretised.
        ReferenceProblem("C3", initial: unit(10), times: even(20), field: diffusion(10)),
        ReferenceProblem("C4", initial: unit(51), times: even(20), field: diffusion(51)),
        ReferenceProblem("C5", initial: planets, times: even(20), field: outerPlanets),
    ]

    private static func unit(_ count: Int) -> [Double] { [1] + [Double](repeating: 0, count: count - 1) }

    private static func diffusion(_ n: Int) -> Field {
        { _, y, dy in
            dy[0] = -2 * y[0] + y[1]
            for i in 1..<n - 1 { dy[i] = y[i - 1] - 2 * y[i] + y[i + 1] }
            dy[n - 1] = y[n - 2] - 2 * y[n - 1]
        }
    }

    /// The five outer planets about the sun: places, then velocities.
    private static let planets: [Double] = [
        3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878, 2.18231499728, 11.2630437207,
        14.6952576794, 6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721, -21.1238353380, 28.4465098142,
        15.3882659679, -0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812, 0.169143213293,
        -0.325325669158, 0.189706021964, 0.0877265322780, -0.0240476254170, -0.287659532608, -0.117219543175,
        -0.176860753121, -0.216393453025, -0.0148647893090,
    ]

    private static let outerPlanets: Field = { _, y, dy in
        let sun = 1.00000597682
        let gravity = 2.95912208286
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 35) { scratch in
            // Masses; 1/r³ from the sun; 1/d³ of each pair.
            let mass = (
                0.954786104043e-3, 0.285583733151e-3, 0.437273164546e-4, 0.517759138449e-4, 0.277777777778e-5
            )
            scratch[0] = mass.0
            scratch[1] = mass.1
            scratch[2] = mass.2
            scratch[3] = mass.3
            scratch[4] = mass.4
            for j in 0..<5 {
                let p = y + 3 * j
                let square = p[0] * p[0] + p[1] * p[1] + p[2] * p[2]
                scratch[5 + j] = 1 / (square * square.squareRoot())
                for k in 0..<j {
                    let q = y + 3 * k
                    let d = (q[0] - p[0], q[1] - p[1], q[2] - p[2])
                    let square = d.0 * d.0 + d.1 * d.1 + d.2 * d.2
                    scratch[10 + 5 * j + k] = 1 / (square * square.squareRoot())
                    scratch[10 + 5 * k + j] = scratch[10 + 5 * j + k]
                }
            }
            for j in 0..<5 {
                for i in 0..<3 {
                    let here = y[3 * j + i]
                    var pull = 0.0
                    for k in 0..<5 where k != j {
                        let there = y[3 * k + i]
                        pull += scratch[k] * ((there - here) * scratch[10 + 5 * j + k] - there * scratch[5 + k])
                    }
                    dy[15 + 3 * j + i] = gravity * (-(sun + scratch[j]) * here * scratch[5 + j] + pull)
                }
            }
        }
        for i in 0..<15 { dy[i] = y[15 + i] }
    }
}
