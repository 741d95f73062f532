namespace FixedPointKernels.Native.Handles;

/// <summary>What a handle stands for, element type included: the four lowest bits of its mark.</summary>
internal enum HandleKind
{
    NetworkF32 = 0,
    NetworkF64 = 1,
    SolverF32 = 2,
    SolverF64 = 3,
    TrackerF32 = 4,
    TrackerF64 = 5,
}
