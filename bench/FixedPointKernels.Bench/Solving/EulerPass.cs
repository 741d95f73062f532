using FixedPointKernels.Activations;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Solving;

/// <summary>The published pass of a random tanh network in float, and the products in it, in slices of as
/// many rows as the solver has slots.</summary>
internal sealed class EulerPass
{
    private const int Steps = 500;
    private const int Slots = 64;

    private readonly int rows;
    private readonly int neurons;
    private readonly RateNetwork<float, Tanh> network;
    private readonly FixedPointSolver<float, Tanh> solver;
    private readonly AlignedBuffer<float> drive;
    private readonly AlignedBuffer<float> rates;
    private readonly AlignedBuffer<float> gains;

    internal EulerPass(int rows, int neurons)
    {
        (this.rows, this.neurons) = (rows, neurons);
        float[] w = BenchData.Skewed<float>(neurons * neurons, 1);
        for (int i = 0; i < w.Length; i++) w[i] /= neurons;
        network = new(w, neurons);
        solver = new(network, rows, SolverOptions.PublishedEuler);
        drive = BenchData.Aligned<float>(rows * neurons, 2);
        (rates, gains) = (new(rows * neurons), new(rows * neurons));
    }

    /// <summary>Operations of the products.</summary>
    internal double Flops => 2.0 * Steps * rows * neurons * neurons;

    /// <summary>The pass with its gains, as a trainer calls it.</summary>
    internal void Solve() => solver.Solve(drive.Span, rates.Span, gains.Span);

    /// <summary>500 products.</summary>
    internal void Multiply()
    {
        for (int from = 0; from < rows; from += Slots)
        {
            int length = int.Min(Slots, rows - from) * neurons;
            for (int step = 0; step < Steps; step++)
                network.Recurrent.Multiply(
                    length / neurons, drive.Span.Slice(from * neurons, length), 0, rates.Span.Slice(from * neurons, length));
        }
    }
}
