using System;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>Turns a learning rule's direction D into a step of the parameters; plain gradient descent is W ← W − η D.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// <para>An optimizer owns the state of ONE block of parameters; a second block needs a second optimizer. Weight decay α is the same for
/// all and apart from the state: every step also subtracts η α W (for Adam this is the decoupled form of I. Loshchilov, F. Hutter,
/// "Decoupled weight decay regularization", ICLR 2019).</para>
/// <para>Shapes: parameters and direction have the same length. Aliasing: they must not share memory. Errors: <see
/// cref="ArgumentException"/> for another length. Scratch: none, 0 bytes per step. A NaN in the direction reaches the parameters: look at
/// it before stepping. One thread at a time.</para>
/// </remarks>
public interface IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>η, finite and not negative; may be changed between steps.</summary>
    T Rate { get; set; }

    /// <summary>α, finite and not negative.</summary>
    T WeightDecay { get; }

    /// <summary>One step along −<paramref name="direction"/>.</summary>
    void Step(Span<T> parameters, ReadOnlySpan<T> direction);

    /// <summary>Forgets all earlier steps.</summary>
    void Reset();

    /// <summary>Keeps what earlier steps left, all but the parameters: an optimizer that loads it goes on with the same bits.</summary>
    /// <param name="checkpoint">Receives arrays.</param>
    /// <param name="prefix">What their names begin with.</param>
    void Save(Checkpoint checkpoint, string prefix);

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    /// <exception cref="Data.DataFileException">It is not there, is of another shape, or holds NaN. (Infinity may be: Adam's v overflows
    /// where m̂ / √v̂ does no harm.)</exception>
    void Load(Checkpoint checkpoint, string prefix);
}
