using System;

namespace FixedPointKernels.Reference;

/// <summary>The convolutional form of a layer of normalization: rate = g / ((σ b₀)² + 1e-8 + Σ g) with g = (b [z]₊)², the sum over all
/// pixels of a channel.</summary>
/// <remarks>z and the argument of b are correlations with odd square kernels, 0 beyond the edge; b₀ = 1/(1 + e^−β) by channel and pixel.
/// Arrays are [channel, line, pixel], kernels [output, input, line, pixel]. Source: spec 2, section 8.</remarks>
public static class ChannelLayer
{
    /// <summary>The rates.</summary>
    public static double[,,] Rates(double[,,] x, double[,,,] drive, double[,,,] gain, double[,,] beta, double sigma)
    {
        int channels = drive.GetLength(0), height = x.GetLength(1), width = x.GetLength(2);
        double[,,] squares = new double[channels, height, width], rates = new double[channels, height, width];
        for (int c = 0; c < channels; c++)
        {
            double pool = 0;
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    double z = Math.Max(0, Correlation(x, drive, c, i, j)), b = 1 / (1 + Math.Exp(-Correlation(x, gain, c, i, j)));
                    squares[c, i, j] = Math.Pow(b * z, 2);
                    pool += squares[c, i, j];
                }
            }

            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    double b0 = 1 / (1 + Math.Exp(-beta[c, i, j]));
                    rates[c, i, j] = squares[c, i, j] / (Math.Pow(sigma * b0, 2) + 1e-8 + pool);
                }
            }
        }

        return rates;
    }

    private static double Correlation(double[,,] x, double[,,,] kernel, int output, int line, int pixel)
    {
        double sum = 0;
        int side = kernel.GetLength(2);
        for (int c = 0; c < x.GetLength(0); c++)
        {
            for (int i = 0; i < side; i++)
            {
                for (int j = 0; j < side; j++)
                {
                    (int y, int at) = (line + i - (side / 2), pixel + j - (side / 2));
                    if (y >= 0 && y < x.GetLength(1) && at >= 0 && at < x.GetLength(2)) sum += kernel[output, c, i, j] * x[c, y, at];
                }
            }
        }

        return sum;
    }
}
