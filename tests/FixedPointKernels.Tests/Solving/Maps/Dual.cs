using System;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A number and its slope along one direction: a formula written for it gives its Jacobian, column
/// by column, without differences.</summary>
internal readonly record struct Dual(double Value, double Slope = 0)
{
    public static implicit operator Dual(double value) => new(value);

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Slope + b.Slope);

    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Slope - b.Slope);

    public static Dual operator -(Dual a) => new(-a.Value, -a.Slope);

    public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, (a.Slope * b.Value) + (a.Value * b.Slope));

    public static Dual operator /(Dual a, Dual b) =>
        new(a.Value / b.Value, ((a.Slope * b.Value) - (a.Value * b.Slope)) / (b.Value * b.Value));

    internal static Dual Exp(Dual a) => new(Math.Exp(a.Value), Math.Exp(a.Value) * a.Slope);

    internal static Dual Sin(Dual a) => new(Math.Sin(a.Value), Math.Cos(a.Value) * a.Slope);

    internal static Dual Cos(Dual a) => new(Math.Cos(a.Value), -Math.Sin(a.Value) * a.Slope);

    internal static Dual Sqrt(Dual a) => new(Math.Sqrt(a.Value), a.Slope / (2 * Math.Sqrt(a.Value)));

    /// <summary>The angle of (x, y).</summary>
    internal static Dual Angle(Dual y, Dual x) =>
        new(Math.Atan2(y.Value, x.Value), ((y.Slope * x.Value) - (y.Value * x.Slope)) / ((x.Value * x.Value) + (y.Value * y.Value)));
}
