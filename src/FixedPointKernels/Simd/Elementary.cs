namespace FixedPointKernels.Simd;

/// <summary>exp, log, tanh, logistic, softplus and power on whole registers.</summary>
public static partial class Elementary
{
}
