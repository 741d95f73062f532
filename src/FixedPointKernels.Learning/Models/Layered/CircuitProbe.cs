using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>The fixed points that the circuits of a model settle in for some samples, layer by layer.</summary>
/// <remarks>One thread. Memory: that of a batch forward through encoder and classifier.</remarks>
internal sealed class CircuitProbe<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> features;
    private readonly FeedForwardStage<T> encoder;
    private readonly FeedForwardStage<T> classifier;
    private readonly NormalizationStage<T>[] stages;
    private readonly SolveStatus[] statuses;

    /// <param name="model">The model.</param>
    /// <param name="most">Samples of a look.</param>
    internal CircuitProbe(AutoencoderClassifier<T> model, int most)
    {
        features = new(checked(most * model.Features));
        encoder = model.Encoder.Stage(new(features, null, false, most, 1));
        classifier = model.Classifier.Stage(new(encoder.Output, null, false, most, 1));
        stages = [.. classifier.Stages.OfType<NormalizationStage<T>>()];
        Layers = [.. model.Classifier.Layers.OfType<NormalizationLayer<T>>()];
        statuses = new SolveStatus[most];
    }

    /// <summary>The layers of normalization.</summary>
    internal IReadOnlyList<NormalizationLayer<T>> Layers { get; }

    /// <summary>Takes samples through; a sample that is not Converged in some layer is so in the statuses.</summary>
    internal ReadOnlySpan<SolveStatus> Look(Dataset data, ReadOnlySpan<int> chosen, CancellationToken cancellation)
    {
        int count = chosen.Length;
        data.Gather(chosen, features.Span[..(count * data.Features)], default);
        Array.Fill(statuses, SolveStatus.Converged);
        encoder.Forward(0, 0, count, false, statuses, cancellation);
        classifier.Forward(0, 0, count, false, statuses, cancellation);
        return statuses.AsSpan(0, count);
    }

    /// <summary>(y, a) of a layer for a sample of the last look.</summary>
    internal ReadOnlySpan<T> State(int layer, int sample)
    {
        int width = 2 * Layers[layer].Outputs;
        return stages[layer].States.Slice(sample * width, width);
    }
}
