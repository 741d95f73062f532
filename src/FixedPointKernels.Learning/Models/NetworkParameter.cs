using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Models;

/// <summary>W, Wx or b of a network, which keeps the values and packs them anew.</summary>
internal abstract class NetworkParameter<T, TActivation>(RateNetwork<T, TActivation> network, ParameterSet name, int columns, bool decays)
    : Parameter<T>(name.ToString(), network.Neurons, columns, decays)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private RateNetwork<T, TActivation> Network { get; } = network;

    /// <summary>All three, in this order.</summary>
    internal static IReadOnlyList<Parameter<T>> Of(RateNetwork<T, TActivation> network) =>
        [new Recurrent(network), new Input(network), new Bias(network)];

    private abstract class Packed(RateNetwork<T, TActivation> network, ParameterSet name, int columns)
        : NetworkParameter<T, TActivation>(network, name, columns, decays: true)
    {
        public override ReadOnlySpan<T> Values => Weights.Values;

        protected abstract PackedWeights<T> Weights { get; }

        public override long BeginRead() => Weights.BeginRead();

        public override void EndRead(long version) => Weights.EndRead(version);

        protected override void Store(ReadOnlySpan<T> next) => Weights.Set(next);
    }

    private sealed class Recurrent(RateNetwork<T, TActivation> network) : Packed(network, NetworkParameters.Recurrent, network.Neurons)
    {
        protected override PackedWeights<T> Weights => Network.Recurrent;
    }

    private sealed class Input(RateNetwork<T, TActivation> network) : Packed(network, NetworkParameters.Input, network.Input!.Inputs)
    {
        protected override PackedWeights<T> Weights => Network.Input!;
    }

    // Empty in a network without a bias, until it is trained.
    private sealed class Bias(RateNetwork<T, TActivation> network)
        : NetworkParameter<T, TActivation>(network, NetworkParameters.Bias, columns: 1, decays: false)
    {
        public override ReadOnlySpan<T> Values => Network.Bias;

        protected override void Store(ReadOnlySpan<T> next) => Network.SetBias(next);
    }
}
