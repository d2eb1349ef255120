extension DataSplit {
    /// Episodes that hide what validates: of a whole series its later half, of a long one also its last quarter and last three; of
    /// a series' end everything from each of four cuts on, after a history from before the cut. In descending order of length.
    func validationEpisodes(_ series: [PreparedSeries], scaling: DataScaling) -> [Episode] {
        let training = trainingPoints(series, scaling: scaling)
        var episodes: [Episode] = []
        for (index, data) in series.enumerated() where data.count >= 2 && training[index].count < data.count {
            let cuts: [Int]
            if training[index].isEmpty {
                cuts =
                    data.count > DataScaling.windowPoints
                    ? [data.count / 4, data.count / 2, 3 * data.count / 4] : [max(data.count / 2, 1)]
            } else {
                // Four cuts, evenly spaced over what validates.
                let begin = training[index].upperBound
                let length = data.count - begin
                cuts = Array(Set([0, 1, 2, 3].map { begin + length * $0 / 4 })).sorted()
            }
            for cut in cuts where cut > 0 && cut < data.count {
                let cutoff = data.times[cut - 1]
                let first = data.firstPoint(from: cutoff - scaling.history, in: 0..<cut)
                let end = data.firstPoint(
                    from: min(cutoff + (scaling.horizon ?? .infinity), data.times[first] + scaling.window) + 1e-9,
                    in: cut..<data.count)
                guard end > cut else { continue }
                episodes.append(
                    Episode(
                        series: index, history: Array(first..<cut), start: data.times[first],
                        times: (first..<end).map { data.times[$0] }, points: first..<end, stream: 0))
            }
        }
        return episodes.sorted { ($0.times.count, $1.series) > ($1.times.count, $0.series) }
    }
}
