using System.IO;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Bench.Gate.Cases;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Training;

/// <summary>A spectrum along one trajectory of a tanh cell with one input, and the exact gradient of the mean of λ².</summary>
/// <remarks>W of gain 1, inputs and start of N(0, 1). With 80 units, 75 exponents and 55 steps of which 16 are warm-up, without a leak on
/// the voltage: an epoch of the published flossing.</remarks>
internal sealed class FlossingEpoch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LyapunovSpectrum<T, Tanh> spectrum;
    private readonly AlignedBuffer<T> inputs;
    private readonly AlignedBuffer<T> vectors;
    private readonly T[] gradient;

    internal FlossingEpoch(LeakPlacement placement, int n, int k, SpectrumSchedule schedule, double alpha, bool withGradient)
    {
        LeakyWeights<T> weights = new(placement, new(n, 1), alpha);
        weights.Set(LeakyPart.Recurrent, CaseOperands.Gaussian<T>(1, n * n, 1 / double.Sqrt(n)).Span);
        weights.Set(LeakyPart.Input, CaseOperands.Gaussian<T>(2, n).Span);
        weights.Set(LeakyPart.Start, CaseOperands.Gaussian<T>(3, n).Span);
        inputs = CaseOperands.Gaussian<T>(4, schedule.Steps);
        vectors = CaseOperands.Gaussian<T>(5, k * n);
        gradient = new T[weights.Shape.Count];
        spectrum = new(weights, schedule, k, withGradient);
        spectrum.Orthonormalize(vectors.Span);
    }

    /// <summary>0.33 GFLOP at the published shape: of a step 3 products, R, Q, one triangle of Q̄ᵀQ, Q C and the solve.</summary>
    internal double Operations
    {
        get
        {
            double n = spectrum.Weights.Shape.Units, k = spectrum.Count;
            return spectrum.Schedule.Steps * ((6 * n * n * k) + (8 * n * k * k) - (4.0 / 3 * k * k * k));
        }
    }

    /// <summary>The last gradient by all but the start, or without one the exponents, as a peer writes them.</summary>
    internal double[] Result => spectrum.HasGradient
        ? System.Array.ConvertAll(gradient[..^spectrum.Weights.Shape.Units], double.CreateTruncating)
        : spectrum.Exponents.ToArray();

    /// <summary>An epoch, or without a gradient the spectrum.</summary>
    internal void Run()
    {
        if (spectrum.HasGradient) Floss();
        else Measure();
    }

    internal void Measure() => spectrum.Measure(inputs.Span, vectors.Span);

    internal void Floss()
    {
        Measure();
        spectrum.Gradient(default, FlossingPath.Exact, gradient, isMean: true);
    }

    /// <summary>Along the leak, with tangents cut.</summary>
    internal void FlossLocally()
    {
        Measure();
        spectrum.Gradient(default, FlossingPath.LocalAlongLeak, gradient, isMean: true);
    }

    /// <summary>The operands of a peer.</summary>
    internal void WriteInputs(string folder)
    {
        (int n, int k) = (spectrum.Weights.Shape.Units, spectrum.Count);
        Npy.Write<T>(Path.Combine(folder, "parameters.npy"), spectrum.Weights.Values, spectrum.Weights.Shape.Count);
        Npy.Write<T>(Path.Combine(folder, "vectors.npy"), vectors.Span, k, n);
        Npy.Write<T>(Path.Combine(folder, "inputs.npy"), inputs.Span, spectrum.Schedule.Steps);
        Npy.Write<double>(Path.Combine(folder, "settings.npy"), [spectrum.Weights.Alpha, spectrum.Schedule.WarmUp], 2);
    }
}
