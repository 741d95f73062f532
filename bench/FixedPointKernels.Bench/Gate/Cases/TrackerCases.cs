using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Twenty calls of a tracker from the state of a new one: an input that walks, one that is searched for, and a network that learns
/// at every call. Counters: products and inverses of all of them.</summary>
internal static class TrackerCases
{
    private const int Calls = 20;

    // As with solvers: past a gain of 1 in double alone, where no width takes other steps.
    internal static IEnumerable<GateCase> All =>
    [
        Walk<float>("track/float/walk-16", 16, 0.5), Walk<float>("track/float/walk-64", 64, 0.5),
        Walk<double>("track/double/walk-64-strong", 64, 1.5),
        Search<double>("track/double/search-24", 24), Search<float>("track/float/search-24", 24),
        Learn<float>("track/float/learn-64", 64), Learn<double>("track/double/learn-64", 64),
        Map<float>("track/float/map-32", 32), Map<double>("track/double/map-32", 32),
    ];

    private static GateCase Walk<T>(string name, int neurons, double gain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            FixedPointTracker<T, Tanh> tracker = new(CaseNetwork.Random<T>(neurons, gain));
            AlignedBuffer<T> inputs = Inputs<T>(neurons), rates = new(neurons);
            return () => Follow(tracker, inputs, rates, search: false);
        });

    // r = r + x: there is nothing to find, so that a search goes on through every call, and takes the same steps at every width.
    private static GateCase Search<T>(string name, int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            T[] weights = new T[neurons * neurons];
            for (int i = 0; i < neurons; i++) weights[i * (neurons + 1)] = T.One;
            FixedPointTracker<T, Linear> tracker = new(new RateNetwork<T, Linear>(weights, neurons));
            AlignedBuffer<T> inputs = Inputs<T>(neurons), rates = new(neurons);
            return () => Follow(tracker, inputs, rates, search: true);
        });

    private static CallCounts Follow<T, TActivation>(
        FixedPointTracker<T, TActivation> tracker, AlignedBuffer<T> inputs, AlignedBuffer<T> rates, bool search)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        tracker.Forget();
        (long products, long inverses) = (0, 0);
        for (int call = 0; call < Calls; call++)
        {
            TrackResult<T> result = tracker.Track(inputs.Span.Slice(call * rates.Length, rates.Length), rates.Span, search: search);
            (products, inverses) = (products + result.Products, inverses + result.Factorizations);
        }

        return new(products, inverses);
    }

    // Any map, here the potential form, with its adjoint at every call.
    private static GateCase Map<T>(string name, int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            RateNetwork<T, Tanh> network = CaseNetwork.Random<T>(neurons, 0.5);
            MapTracker<T, PotentialMap<T, Dense<T>, Uniform<Tanh>>> tracker = new(new(network.Recurrent, network.Activation));
            AlignedBuffer<T> inputs = Inputs<T>(neurons), potentials = new(neurons), gradient = new(neurons);
            return () =>
            {
                tracker.Forget();
                (long products, long inverses) = (0, 0);
                for (int call = 0; call < Calls; call++)
                {
                    Span<T> input = inputs.Span.Slice(call * neurons, neurons);
                    TrackResult<T> tracked = tracker.Track(input, potentials.Span), solved = tracker.Adjoint(input, gradient.Span);
                    (products, inverses) = (products + tracked.Products + solved.Products, inverses + tracked.Factorizations);
                }

                return new(products, inverses);
            };
        });

    // The change goes back and forth: after two calls the weights are what they were, but for their rounding.
    private static GateCase Learn<T>(string name, int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            RateNetwork<T, Tanh> network = CaseNetwork.Random<T>(neurons, 0.5);
            FixedPointTracker<T, Tanh> tracker = new(network);
            AlignedBuffer<T> inputs = Inputs<T>(neurons), rates = new(neurons), lambda = new(neurons), change = new(neurons * neurons);
            T[] start = network.Weights.ToArray();
            return () =>
            {
                network.Recurrent.Set(start);
                tracker.Forget();
                (long products, long inverses) = (0, 0);
                for (int call = 0; call < Calls; call++)
                {
                    Span<T> input = inputs.Span.Slice(call * neurons, neurons);
                    TrackResult<T> tracked = tracker.Track(input, rates.Span), solved = tracker.Adjoint(input, lambda.Span);
                    change.Span.Clear();
                    if (tracker.Accumulate(default(Euclidean), T.CreateTruncating(1e-4), lambda.Span, change.Span) == SolveStatus.Converged)
                        network.Update(change.Span);
                    products += tracked.Products + solved.Products;
                    inverses += tracked.Factorizations;
                }

                return new(products, inverses);
            };
        });

    private static AlignedBuffer<T> Inputs<T>(int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> inputs = CaseOperands.Gaussian<T>(3, Calls * neurons, 0.01);
        Span<T> first = CaseOperands.Gaussian<T>(2, neurons).Span;
        for (int call = 0; call < Calls; call++)
        {
            Span<T> input = inputs.Span.Slice(call * neurons, neurons);
            TensorPrimitives.Add<T>(input, call == 0 ? first : inputs.Span.Slice((call - 1) * neurons, neurons), input);
        }

        return inputs;
    }
}
