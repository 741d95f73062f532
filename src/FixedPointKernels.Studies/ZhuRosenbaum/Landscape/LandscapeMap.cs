using System;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>A mapped loss landscape. Losses are as computed: +∞ where I − W has a zero pivot, NaN where the map was not finished.</summary>
public sealed class LandscapeMap
{
    internal LandscapeMap(LandscapeSettings settings, double[] grid, double[] lineGrid)
    {
        (Settings, Grid, LineGrid) = (settings, grid, lineGrid);
        WeightPlane = new double[grid.Length * grid.Length];
        WeightPlane.AsSpan().Fill(double.NaN);
        InversePlane = new double[WeightPlane.Length];
        WeightLines = new double[settings.Lines][];
        InverseLines = new double[settings.Lines][];
        for (int k = 0; k < settings.Lines; k++)
        {
            WeightLines[k] = new double[lineGrid.Length];
            WeightLines[k].AsSpan().Fill(double.NaN);
            InverseLines[k] = new double[lineGrid.Length];
        }
    }

    /// <summary>What was mapped.</summary>
    public LandscapeSettings Settings { get; }

    /// <summary>Of the problem.</summary>
    public string Fingerprint { get; internal set; } = "";

    /// <summary>t along both axes of the planes.</summary>
    public double[] Grid { get; }

    /// <summary>t along the lines.</summary>
    public double[] LineGrid { get; }

    /// <summary>J(W* + t₁W₁ + t₂W₂), row by row: t₂ is constant along a row.</summary>
    public double[] WeightPlane { get; }

    /// <summary>J(A* + t₁(I − W₁)⁻¹ + t₂(I − W₂)⁻¹), in the same order.</summary>
    public double[] InversePlane { get; }

    /// <summary>J(W* + t Wₖ) of every line.</summary>
    public double[][] WeightLines { get; }

    /// <summary>J(A* + t (I − Wₖ)⁻¹) of every line.</summary>
    public double[][] InverseLines { get; }

    /// <summary>J(W*).</summary>
    public double LossAtWeights { get; internal set; }

    /// <summary>J(A*).</summary>
    public double LossAtInverse { get; internal set; }
}
