@_exported import CSV
@_exported import DifferentialEquations
@_exported import Forecasting
@_exported import NeuralLayers
@_exported import ObservationStore
@_exported import PointProcesses
@_exported import Storage
@_exported import TimeSeries

/// Version of the library and the program.
public let continuumVersion = "0.1.0"
