using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Native.Vectors;

/// <summary>Numbers and names as the tests in C read them.</summary>
internal static class Text
{
    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Line(params object[] words) =>
        string.Join(' ', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)));

    internal static ActivationKind Kind(string name) => name switch
    {
        "retanh" => ActivationKind.RectifiedTanh,
        "power" => ActivationKind.PowerLaw,
        _ => Enum.Parse<ActivationKind>(name, ignoreCase: true),
    };
}
