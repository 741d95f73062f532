using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Reference;

/// <summary>The state of a sequential cell; complex, so that a derivative is a step into the imaginary direction.</summary>
/// <param name="Y">y.</param>
/// <param name="A">a.</param>
/// <param name="B0">b₀.</param>
/// <param name="B">b.</param>
public sealed record SequentialState(Complex[] Y, Complex[] A, Complex[] B0, Complex[] B)
{
    /// <summary>y, a, b₀, b, the real parts, one after the other.</summary>
    public double[] Real => [.. Y.Concat(A).Concat(B0).Concat(B).Select(one => one.Real)];
}
