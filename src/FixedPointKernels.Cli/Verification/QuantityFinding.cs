namespace FixedPointKernels.Cli.Verification;

/// <summary>What a case says of one quantity: how far off it is and may be, or that the case lacks it.</summary>
/// <param name="Quantity">Its name.</param>
/// <param name="Error">Relative error; NaN never holds.</param>
/// <param name="Limit">The largest that holds.</param>
/// <param name="IsMissing">Whether the case must have it and does not.</param>
internal readonly record struct QuantityFinding(string Quantity, double Error, double Limit, bool IsMissing = false)
{
    internal static QuantityFinding Missing(string quantity) => new(quantity, double.NaN, 0, IsMissing: true);
}
