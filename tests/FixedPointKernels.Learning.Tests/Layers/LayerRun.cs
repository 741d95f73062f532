using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Tests.Layers;

/// <summary>One layer, forward and back under errors of one's own, by one member of a team.</summary>
internal sealed class LayerRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> layer;
    private readonly LayerStage<T> stage;
    private readonly int rows;

    internal LayerRun(Layer<T> layer, T[] input)
    {
        (this.layer, rows) = (layer, input.Length / layer.Inputs);
        (Input, InputErrors, Statuses) = (new(input.Length), new(input.Length), new SolveStatus[rows]);
        input.CopyTo(Input.Span);
        stage = layer.Stage(new(Input, InputErrors, false, rows, 1));
    }

    internal AlignedBuffer<T> Input { get; }

    internal AlignedBuffer<T> InputErrors { get; }

    internal SolveStatus[] Statuses { get; }

    internal T[] Forward(bool learn = true, CancellationToken cancellation = default)
    {
        Array.Fill(Statuses, SolveStatus.Converged);
        stage.Forward(0, 0, rows, learn, Statuses, cancellation);
        return stage.Output.Span.ToArray();
    }

    /// <summary>The sums over the rows, by parameter; null for one that is never trained.</summary>
    internal IReadOnlyList<T[]?> Backward(T[] errors)
    {
        errors.CopyTo(stage.Errors.Span);
        stage.Backward(0, 0, rows, Statuses);
        List<T[]?> sums = [];
        foreach (IParameterGradient<T>? gradient in stage.Gradients)
        {
            gradient?.Load(T.CreateTruncating(rows), rows);
            gradient?.Run(0, 1);
            gradient?.Complete();
            sums.Add(gradient?.Value.ToArray());
        }

        return sums;
    }

    /// <summary>Σ output ∘ errors, and its derivative by one entry of a parameter by central differences.</summary>
    internal double Difference(Parameter<T> parameter, int entry, T[] errors, double width)
    {
        T[] before = parameter.Values.ToArray();
        double Loss(double change)
        {
            T[] moved = [.. before];
            moved[entry] += T.CreateTruncating(change);
            parameter.TrySet(moved);
            return Product(Forward(), errors);
        }

        double slope = (Loss(width) - Loss(-width)) / (2 * width);
        parameter.TrySet(before);
        return slope;
    }

    internal static double Product(T[] left, T[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += double.CreateTruncating(left[i] * right[i]);
        return sum;
    }
}
