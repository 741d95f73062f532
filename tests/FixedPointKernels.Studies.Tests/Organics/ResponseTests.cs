using System;
using System.Linq;
using FixedPointKernels.Studies.Organics.Response;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>Response properties against their closed forms, and the closed forms against published numbers.</summary>
public sealed class ResponseTests
{
    private static readonly ResponseCurves Curves = ResponseCurves.Run(9, new() { Threads = 2 });

    // n = 36, α = 1/36, b = b₀ = 0.5, σ = 0.1, τ = 2 ms.
    [Fact]
    public void The_closed_forms_have_the_published_numbers()
    {
        Assert.Equal(0.2309, Orientations.HalfContrast, 1e-4);
        Assert.Equal(5.333, Orientations.LargestResponse, 1e-3);
        Assert.Equal(0, Orientations.Frequency(0.1));
        Assert.Equal(24.8, Orientations.Frequency(0.5), 0.05);
        Assert.Equal(35.9, Orientations.Frequency(1), 0.05);
    }

    [Fact]
    public void Solver_and_dynamics_give_the_closed_forms()
    {
        Assert.Equal(36, Curves.Rows.Count);
        Assert.All(Curves.Rows, row => Assert.Equal(row.Formula, row.Solved, 1e-10));
        Assert.All(Curves.Rows, row => Assert.Equal(row.Formula, row.Integrated, 1e-6));
        Assert.All(Curves.Rows.Where(row => row.Mask == 0), row => Assert.Equal(row.FrequencyFormula, row.Frequency, 1e-9));
    }

    // Two gratings at right angles share no unit: r₂/r₁ = (c₂/c₁)².
    [Fact]
    public void The_stronger_of_two_gratings_wins_by_the_square() => Assert.All(
        Curves.Rows.Where(row => row.Mask > 0),
        row => Assert.Equal(Math.Pow(row.Mask / row.Contrast, 2), row.Masking / row.Solved, 1e-10 * Math.Pow(row.Mask / row.Contrast, 2)));
}
