using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>One quantity of a sequential case: where it stands and how far off it may be.</summary>
/// <param name="Name">Its name in reports, and in what <see cref="SequentialComputation"/> finds.</param>
/// <param name="Limit">Largest relative error in double.</param>
/// <param name="Expected">Its numbers, of a cell, samples, classes; null where the case does not have it.</param>
internal sealed record SequentialQuantity(
    string Name, double Limit, Func<JsonFields, SequentialShape, int, int, double[]?> Expected);
