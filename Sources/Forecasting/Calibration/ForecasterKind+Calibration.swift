extension ForecasterKind {
    /// Reads the bytes of a forecaster of this kind, calibrated where the fit could calibrate it.
    public func decode(_ bytes: [UInt8]) throws -> any Forecaster {
        try CalibratedForecaster.forecaster(bytes, read: read)
    }
}
