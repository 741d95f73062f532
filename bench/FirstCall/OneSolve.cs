using FixedPointKernels;
using FixedPointKernels.Activations;

namespace FirstCall;

/// <summary>The only method that names the library, so that without it nothing of it is loaded.</summary>
internal static class OneSolve
{
    internal static bool Run(float[] weights, float[] drive)
    {
        float[] rates = new float[drive.Length];
        RateNetwork<float, Tanh> network = new(weights, drive.Length);
        FixedPointSolver<float, Tanh> solver = new(network);
        return solver.Solve(drive, rates).AllConverged;
    }
}
