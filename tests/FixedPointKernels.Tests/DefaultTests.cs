using System;
using System.Linq;
using System.Reflection;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>A value that nobody computed does not read as success.</summary>
public sealed class DefaultTests
{
    [Fact, Trait("Leg", "Any")]
    public void No_default_of_a_public_struct_says_yes_or_converged()
    {
        Type[] structs =
            [.. typeof(SolveStatus).Assembly.GetExportedTypes().Where(type => type.IsValueType && !type.IsEnum && !type.IsByRefLike)];
        Assert.Contains(typeof(TrackResult<>), structs);
        foreach (Type open in structs)
        {
            Type type = open.IsGenericTypeDefinition ? open.MakeGenericType([.. open.GetGenericArguments().Select(Fitting)]) : open;
            object value = Activator.CreateInstance(type)!;
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                // What wraps shared weights has none, and can say nothing.
                object? found = Record.Exception(() => property.GetValue(value)) is null ? property.GetValue(value) : null;
                Assert.False(found is true or SolveStatus.Converged, $"default({type.Name}).{property.Name} is {found}");
            }
        }
    }

    private static Type Fitting(Type parameter)
    {
        Type[] candidates = [typeof(double), typeof(Tanh), typeof(Uniform<Tanh>), typeof(Dense<double>), typeof(Nothing)];
        return candidates.First(one => Array.TrueForAll(
            parameter.GetGenericParameterConstraints(), c => one.GetInterfaces().Any(i => i.Name == c.Name) || c == typeof(ValueType)));
    }

    private readonly struct Nothing : IEquation<Nothing, double>
    {
        public int Size => 0;

        public int DriveSize => 0;

        public void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> drive, Span<double> image)
        {
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Numbers_that_nobody_measured_are_NaN()
    {
        Assert.False(default(SolveSummary<float>).AllConverged);
        Assert.Equal(0, default(SolveSummary<float>).Converged);
        Assert.True(double.IsNaN(default(TrackResult<double>).Residual));
        Assert.Equal(0.5, (default(TrackResult<double>) with { Status = SolveStatus.Stalled, Residual = 0.5 }).Residual);
        Assert.True(double.IsNaN(default(Stability).SpectralRadius) && double.IsNaN(default(Stability).SpectralAbscissa));
        Assert.True(new Stability(0, double.NegativeInfinity).IsStableAsOde);
    }
}
