using System.Numerics;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Learning.Choices;

/// <summary>What is done with a network of any element type and activation, written once; <see cref="ActivationTable"/> picks the
/// types.</summary>
/// <typeparam name="TResult">What it ends in: an exit code, or numbers.</typeparam>
internal interface INetworkAction<out TResult>
{
    TResult Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation;
}
