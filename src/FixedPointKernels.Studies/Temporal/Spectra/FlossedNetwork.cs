using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Spectra;

/// <summary>One network before, while and after it is flossed.</summary>
/// <param name="Variant">Which gradient of the exponents.</param>
/// <param name="Seed">Of weights, vectors and inputs.</param>
internal sealed record FlossedNetwork(string Variant, ulong Seed)
{
    /// <summary>Every epoch, before its update.</summary>
    internal List<FlossingStep> Epochs { get; } = [];

    /// <summary>The spectrum on the probe inputs, before and after.</summary>
    internal double[][] Exponents { get; } = [[], []];

    /// <summary>Whether its spectrum is known before and after.</summary>
    internal bool IsMeasured => Exponents[0].Length > 0 && Exponents[1].Length > 0;

    /// <summary>How it ended, for people.</summary>
    internal string End { get; private set; } = "not begun";

    /// <summary>Of the product of the last Jacobians, 1, 2, …: its largest singular value and its condition number, before and after.
    /// </summary>
    internal IReadOnlyList<(double Norm, double Condition)>[] Products { get; } = [[], []];

    /// <summary>Carries it out; what is not finite ends it with the epochs until then.</summary>
    internal void Run<T>(SpectrumSettings settings, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ActivationTable.Find(settings.Activation).Run<T, Work, bool>(null, null, new(this, settings, sweep));

    private sealed record Work(FlossedNetwork Network, SpectrumSettings Settings, Sweep Sweep) : INetworkAction<bool>
    {
        private const ulong ProbeStream = 20, VectorStream = 21;

        public bool Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            SequenceShape shape = new(Settings.Units, 1, Settings.Steps, 1);
            TemporalNetwork<T, TActivation> network = new(
                shape, new() { Placement = Settings.Placement, Alpha = Settings.Alpha }, activation);
            (TemporalStart.Flossing(shape) with { Gain = Settings.Gain }).Draw(network, Network.Seed);
            DelayedXor bits = new(delay: 1, steps: Math.Max(3, Settings.Steps));
            TrialFlossing<T, TActivation> flossing = new(network, Settings.Flossing(Network.Variant), bits, Network.Seed);
            Look(network, 0);
            Network.End = "complete";
            for (int epoch = 0; epoch < Settings.Epochs; epoch++)
            {
                if (Sweep.Cancellation.IsCancellationRequested)
                {
                    Network.End = $"broken off after epoch {epoch}";
                    break;
                }

                FlossingReport report = flossing.Epoch();
                Network.Epochs.Add(FlossingStep.Of(report));
                Sweep.Advanced?.Invoke();
                if (report.Status == SpectrumStatus.Measured && report.Applied) continue;
                Network.End = $"not finite in epoch {epoch + 1}";
                break;
            }

            Look(network, 1);
            return true;
        }

        // The same bits and the same vectors before and after.
        private void Look<T, TActivation>(TemporalNetwork<T, TActivation> network, int when)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            SeededRandom random = new(Network.Seed, ProbeStream);
            T[] bits = new T[Settings.Steps];
            for (int i = 0; i < bits.Length; i++) bits[i] = T.CreateTruncating(random.NextBits() >> 63);
            LyapunovSpectrum<T, TActivation> spectrum = new(
                network.Weights, new(Settings.Steps, 1, Settings.WarmUp), Settings.Exponents, activation: network.Activation);
            T[] vectors = new T[Settings.Exponents * Settings.Units];
            new SeededRandom(Network.Seed, VectorStream).FillGaussian(vectors.AsSpan(), 1);
            spectrum.Orthonormalize(vectors);
            if (spectrum.Measure(bits, vectors) != SpectrumStatus.Measured) return;
            Network.Exponents[when] = spectrum.Exponents.ToArray();
            double[][] jacobians = new double[Settings.Steps][];
            CellJacobians.Visit(
                network.Weights, network.Activation, bits, Settings.Steps, (step, jacobian) => jacobians[step - 1] = [.. jacobian]);
            Network.Products[when] = LongTermJacobian.Of(Settings.Units, jacobians);
        }
    }
}
