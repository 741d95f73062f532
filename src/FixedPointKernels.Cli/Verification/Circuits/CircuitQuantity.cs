using System;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>One quantity of an ORGaNICs file: where it stands, how it is compared and how far off it may be.</summary>
/// <param name="Name">Its name in reports, and in what <see cref="CircuitComputation"/> finds.</param>
/// <param name="Limit">Largest relative error in double.</param>
/// <param name="Error">The relative error of what is found against what is expected.</param>
/// <param name="Expected">Its numbers in a case of n units; null where the case does not have it.</param>
/// <param name="Kind">The cases that it belongs to.</param>
/// <param name="IsRequired">Whether each case of its kind must have it.</param>
internal sealed record CircuitQuantity(
    string Name, double Limit, Func<double[], double[], double> Error, Func<JsonFields, int, double[]?> Expected,
    CircuitCaseKind Kind = CircuitCaseKind.Point, bool IsRequired = false);
