using System;

namespace FixedPointKernels.Reference;

/// <summary>The seven response functions r = f(z), their slopes f′(z) and curvatures f″(z), by <see cref="Math"/>.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Gain">Slope of the linear function, factor of the power law; 1 otherwise.</param>
/// <param name="Exponent">Exponent of the power law; 1 otherwise.</param>
/// <remarks>At a kink the slope is the one from the left, and the curvature 0. Source: spec 1, "Model".</remarks>
public readonly record struct Activation(ActivationKind Kind, double Gain = 1, double Exponent = 1)
{
    /// <summary>f(z) = z.</summary>
    public static Activation Linear { get; } = new(ActivationKind.Linear);

    /// <summary>f(z) = tanh z.</summary>
    public static Activation Tanh { get; } = new(ActivationKind.Tanh);

    /// <summary>f(z) = max(z, 0).</summary>
    public static Activation Relu { get; } = new(ActivationKind.Relu);

    /// <summary>f(z) = max(tanh z, 0).</summary>
    public static Activation RectifiedTanh { get; } = new(ActivationKind.RectifiedTanh);

    /// <summary>f(z) = 1/(1 + e⁻ᶻ).</summary>
    public static Activation Logistic { get; } = new(ActivationKind.Logistic);

    /// <summary>f(z) = log(1 + eᶻ).</summary>
    public static Activation Softplus { get; } = new(ActivationKind.Softplus);

    /// <summary>f(z) = g z with a fixed gain g.</summary>
    public static Activation LinearWithGain(double gain) => new(ActivationKind.Linear, gain);

    /// <summary>f(z) = k [z]₊ᵖ, the threshold-power response of supralinear networks.</summary>
    public static Activation PowerLaw(double exponent, double factor = 1) => new(ActivationKind.PowerLaw, factor, exponent);

    /// <summary>The activation of that lower-case name with its default parameters.</summary>
    public static Activation Named(string name) => name switch
    {
        "linear" => Linear,
        "tanh" => Tanh,
        "relu" => Relu,
        "retanh" => RectifiedTanh,
        "logistic" => Logistic,
        "softplus" => Softplus,
        "power" => PowerLaw(2),
        _ => throw new ArgumentException($"No activation is called '{name}'.", nameof(name)),
    };

    /// <summary>f(z).</summary>
    public double Value(double z) => Kind switch
    {
        ActivationKind.Linear => Gain * z,
        ActivationKind.Tanh => Math.Tanh(z),
        ActivationKind.Relu => z > 0 || double.IsNaN(z) ? z : 0,
        ActivationKind.RectifiedTanh => z > 0 || double.IsNaN(z) ? Math.Tanh(z) : 0,
        ActivationKind.Logistic => 1 / (1 + Math.Exp(-z)),
        ActivationKind.Softplus => (z > 0 ? z : 0) + LogOnePlus(Math.Exp(-Math.Abs(z))),
        ActivationKind.PowerLaw => z > 0 || double.IsNaN(z) ? Gain * Math.Pow(z, Exponent) : 0,
        _ => throw new InvalidOperationException($"{Kind} is not an activation."),
    };

    /// <summary>f′(z).</summary>
    public double Slope(double z) => Kind switch
    {
        ActivationKind.Linear => Gain,
        ActivationKind.Tanh => 1 - (Math.Tanh(z) * Math.Tanh(z)),
        ActivationKind.Relu => z > 0 ? 1 : double.IsNaN(z) ? z : 0,
        ActivationKind.RectifiedTanh => z > 0 || double.IsNaN(z) ? Tanh.Slope(z) : 0,
        // f(z)·f(−z): 1 − f(z) would cancel for large z.
        ActivationKind.Logistic => 1 / ((1 + Math.Exp(-z)) * (1 + Math.Exp(z))),
        ActivationKind.Softplus => 1 / (1 + Math.Exp(-z)),
        ActivationKind.PowerLaw => z > 0 || double.IsNaN(z) ? Gain * Exponent * Math.Pow(z, Exponent - 1) : 0,
        _ => throw new InvalidOperationException($"{Kind} is not an activation."),
    };

    /// <summary>f″(z).</summary>
    public double Curvature(double z) => Kind switch
    {
        ActivationKind.Linear or ActivationKind.Relu => 0,
        ActivationKind.Tanh => -2 * Math.Tanh(z) * Tanh.Slope(z),
        ActivationKind.RectifiedTanh => z > 0 ? Tanh.Curvature(z) : 0,
        ActivationKind.Logistic => Slope(z) * (1 - (2 * Value(z))),
        ActivationKind.Softplus => Logistic.Slope(z),
        ActivationKind.PowerLaw => z > 0 && Exponent != 1 ? Gain * Exponent * (Exponent - 1) * Math.Pow(z, Exponent - 2) : 0,
        _ => throw new InvalidOperationException($"{Kind} is not an activation."),
    };

    /// <summary>f(z), element by element.</summary>
    public double[] Values(double[] z)
    {
        double[] r = new double[z.Length];
        for (int i = 0; i < z.Length; i++) r[i] = Value(z[i]);
        return r;
    }

    /// <summary>f′(z), element by element.</summary>
    public double[] Slopes(double[] z)
    {
        double[] g = new double[z.Length];
        for (int i = 0; i < z.Length; i++) g[i] = Slope(z[i]);
        return g;
    }

    // log(1 + y) for y in [0, 1]. log(u)·y/(u − 1) with u = fl(1 + y) cancels the rounding of u (Kahan); Math has no log1p.
    private static double LogOnePlus(double y)
    {
        double u = 1 + y;
        return u == 1 ? y : Math.Log(u) * y / (u - 1);
    }
}

/// <summary>Names of the seven response functions.</summary>
public enum ActivationKind
{
    /// <summary>g z.</summary>
    Linear,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>max(tanh z, 0).</summary>
    RectifiedTanh,

    /// <summary>1/(1 + e⁻ᶻ).</summary>
    Logistic,

    /// <summary>log(1 + eᶻ).</summary>
    Softplus,

    /// <summary>k [z]₊ᵖ.</summary>
    PowerLaw,
}
