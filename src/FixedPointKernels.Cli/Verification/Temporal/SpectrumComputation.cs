using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of Lyapunov exponents, from the library's public calls. Nothing is found where it did not measure.</summary>
internal sealed class SpectrumComputation(SpectrumCase one) : INetworkAction<IReadOnlyDictionary<string, double[]>>
{
    internal static IReadOnlyDictionary<string, double[]> Of(SpectrumCase one, Precision precision) =>
        one.Activation.Run<SpectrumComputation, IReadOnlyDictionary<string, double[]>>(precision, new(one));

    public IReadOnlyDictionary<string, double[]> Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        Dictionary<string, double[]> found = [];
        LeakyWeights<T> weights = new(one.Placement, new(one.Units, one.Columns), one.Alpha);
        weights.Set(TemporalComputation.Narrow<T>(one.Parameters));
        bool withGradient = one.Quantities.Contains(SpectrumQuantities.Loss);
        LyapunovSpectrum<T, TActivation> spectrum = new(weights, one.Schedule, one.Exponents, withGradient, activation);
        T[] inputs = TemporalComputation.Narrow<T>(one.Inputs);
        if (Measure(spectrum, inputs, TemporalComputation.Narrow<T>(one.Vectors)) != SpectrumStatus.Measured) return found;
        double[] exponents = spectrum.Exponents.ToArray();
        foreach (string quantity in (string[])
            [SpectrumQuantities.Exponents, SpectrumQuantities.Eigenvalues, SpectrumQuantities.Estimate, SpectrumQuantities.FreeExponents])
            found[quantity] = exponents;
        found[SpectrumQuantities.Steps] = [one.Schedule.CountedSteps];
        found[SpectrumQuantities.Logs] = spectrum.Logs.ToArray();
        if (one.Quantities.Contains(SpectrumQuantities.FreeState)) found[SpectrumQuantities.FreeState] = Last(weights, activation, inputs);
        if (withGradient) AddGradients(found, spectrum);
        return found;
    }

    // What the vectors of a file are not is said of the case: nothing else of it is refused only here.
    private SpectrumStatus Measure<T, TActivation>(LyapunovSpectrum<T, TActivation> spectrum, T[] inputs, T[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        try
        {
            return spectrum.Measure(inputs, vectors);
        }
        catch (ArgumentException failure) when (failure.ParamName == nameof(vectors))
        {
            throw new ArgumentException($"{one.Name}: Q0: {failure.Message}", nameof(vectors), failure);
        }
    }

    private void AddGradients<T, TActivation>(Dictionary<string, double[]> found, LyapunovSpectrum<T, TActivation> spectrum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        double[] targets = new double[one.Exponents];
        Array.Fill(targets, one.Target);
        found[SpectrumQuantities.Loss] = [spectrum.Loss(targets)];
        LeakyShape shape = spectrum.Weights.Shape;
        T[] gradients = new T[shape.Count];
        foreach ((string name, FlossingPath path) in SpectrumQuantities.Paths)
        {
            spectrum.Gradient(targets, path, gradients);
            LeakyPart part = 0;
            foreach (string parameter in (string[])[.. TemporalQuantities.Learned, TemporalQuantities.Start])
                found[SpectrumQuantities.GradientName(name, parameter)] = TemporalComputation.Widen<T>(shape.Of<T>(gradients, part++));
        }
    }

    private double[] Last<T, TActivation>(LeakyWeights<T> weights, TActivation activation, T[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        T[] state = new T[one.Units];
        new LeakyCell<T, TActivation>(weights, one.Schedule.Steps, 1, activation).Look(inputs, state);
        return TemporalComputation.Widen<T>(state);
    }
}
