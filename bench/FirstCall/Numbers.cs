using System;

namespace FirstCall;

/// <summary>The application's own part, the same in both of its forms.</summary>
internal static class Numbers
{
    internal const int Neurons = 100;

    /// <summary>Uniform in ± range.</summary>
    internal static float[] Uniform(int count, float range)
    {
        Random random = new(1);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan()) value = range * ((2 * random.NextSingle()) - 1);
        return values;
    }
}
