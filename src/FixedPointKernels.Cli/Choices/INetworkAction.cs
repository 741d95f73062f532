using System.Numerics;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Cli.Choices;

/// <summary>What a verb does, written once for every element type and activation; <see cref="ActivationChoice"/> picks the types.</summary>
/// <typeparam name="TResult">What it ends in: an exit code, or numbers.</typeparam>
internal interface INetworkAction<out TResult>
{
    TResult Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation;
}
