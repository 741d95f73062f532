using System;
using System.Numerics;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// How many samples of a set have a stable fixed point, max Re λ(G W) &lt; 1, by all eigenvalues of G W at the point the network settles
/// in.
/// </summary>
/// <param name="Samples">Samples looked at, evenly spread over the set.</param>
/// <param name="Stable">Of those, the ones whose fixed point was found and is stable.</param>
/// <param name="LargestAbscissa">The largest max Re λ(G W) of the fixed points found; −∞ where none was.</param>
public readonly record struct StableSamples(int Samples, int Stable, double LargestAbscissa)
{
    /// <summary>The largest max Re λ(G W) of the fixed points found; −∞ where none was, NaN where no sample was looked at.</summary>
    public double LargestAbscissa { get => Samples == 0 ? double.NaN : field; init; } = LargestAbscissa;

    /// <summary>Samples without a stable fixed point.</summary>
    public int Without => Samples - Stable;

    /// <summary>Samples worth looking at within some seconds: eigenvalues of 100 neurons take 7 ms, and the time grows with N³.</summary>
    public static int Affordable(int samples, int neurons) =>
        (int)Math.Clamp(5e8 / ((double)neurons * neurons * neurons), Math.Min(20, samples), samples);

    /// <summary>Solves samples of a set, evenly spread over it, and takes the eigenvalues at each fixed point. It allocates.</summary>
    /// <param name="model">Network and readout.</param>
    /// <param name="data">The set.</param>
    /// <param name="samples">How many of its samples.</param>
    /// <param name="threads">Threads over the eigenvalue problems.</param>
    public static StableSamples Of<T, TActivation>(Model<T, TActivation> model, SampleSet data, int samples, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, data.Count);
        int n = model.Network.Neurons;
        int[] chosen = new int[samples];
        for (int k = 0; k < samples; k++) chosen[k] = (int)((long)k * data.Count / samples);
        T[] features = new T[samples * data.Features];
        T[] drive = new T[samples * n];
        T[] gains = new T[samples * n];
        data.Gather<T>(chosen, features);
        model.Network.Drive(features, drive);
        SolveStatus[] statuses = new SettledPoints<T, TActivation>(model.Network, samples).Find(drive, gains).ToArray();
        double[] abscissas = new double[samples];
        Parallel.For(0, samples, new ParallelOptions { MaxDegreeOfParallelism = threads }, k =>
        {
            abscissas[k] = statuses[k] == SolveStatus.Converged
                ? Stability.OfFixedPoint<T>(n, model.Network.Weights, gains.AsSpan(k * n, n)).SpectralAbscissa
                : double.NaN;
        });

        (int stable, double largest) = (0, double.NegativeInfinity);
        foreach (double abscissa in abscissas)
        {
            if (abscissa < 1) stable++;
            if (abscissa > largest) largest = abscissa;
        }

        return new(samples, stable, largest);
    }
}
