namespace FixedPointKernels.Cli.Choices;

/// <summary>The element type of a computation.</summary>
internal enum Precision
{
    Double,
    Float,
}
