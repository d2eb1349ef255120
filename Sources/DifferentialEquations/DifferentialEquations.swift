// A vector field is recorded with `ProgramBuilder` and solved in `Float` or `Double`: who solves needs both modules' names.
@_exported import Differentiation
@_exported import Lanes
