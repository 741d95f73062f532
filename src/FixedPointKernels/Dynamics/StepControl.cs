using System;

namespace FixedPointKernels.Dynamics;

/// <summary>The length of the next step, by the error of this one and of the last.</summary>
/// <remarks>h ← h · 0.9 · e^−0.17 · e₋₁^0.04 after an accepted step, from 0.2 h to 5 h, and at most h where it was taken again; h · 0.9 ·
/// e^−0.2 after a refused one; e is the error over its bound. Sources: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential
/// Equations I", 1993, section II.4; K. Gustafsson, PI control of step sizes, 1991.</remarks>
internal struct StepControl(double first)
{
    private double lastError = 1;
    private bool refused;

    internal double Length = first;

    internal void Accept(double error)
    {
        double grown = Math.Clamp(0.9 * Math.Pow(Math.Max(error, 1e-10), -0.17) * Math.Pow(lastError, 0.04), 0.2, 5);
        Length *= refused ? Math.Min(1, grown) : grown;
        (lastError, refused) = (Math.Max(error, 1e-4), false);
    }

    /// <summary>The error is over its bound, or no number.</summary>
    internal void Refuse(double error)
    {
        double factor = Math.Max(0.2, 0.9 * Math.Pow(error, -0.2));
        Shorten(double.IsNaN(factor) ? 0.2 : factor);
    }

    /// <summary>Some slope is not finite.</summary>
    internal void Fail() => Shorten(0.1);

    private void Shorten(double factor) => (Length, refused) = (Length * factor, true);
}
