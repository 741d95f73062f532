namespace FixedPointKernels.Bench.Measuring;

/// <summary>A bench class that says how much work one call is, so that its table has rates and percents of
/// the machine's limit beside times.</summary>
/// <remarks>Methods named OpenBlas, MathNet, TensorPrimitives and Twin are peers: every row of the same parameters says
/// how many times as long they take.</remarks>
public interface IRated
{
    /// <summary>Work of one call with the parameters that are set.</summary>
    Work Work { get; }
}

/// <summary>Work of one call: so many of a unit, limited by what the machine can do of it.</summary>
/// <param name="Amount">How many.</param>
/// <param name="Kind">Of what.</param>
/// <param name="IsDouble">Of elements of 64 bits.</param>
public readonly record struct Work(double Amount, WorkKind Kind, bool IsDouble);

/// <summary>What work is counted in.</summary>
public enum WorkKind
{
    /// <summary>Floating-point operations, a multiply-add counts two; the limit is the multiply-add peak.</summary>
    Operations,

    /// <summary>Bytes of the operands, each counted once; the limit is the bandwidth of loading a working set of that size.</summary>
    Bytes,

    /// <summary>Elements; there is no limit to compare with.</summary>
    Elements,
}
