using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Choices;

/// <summary>An activation by name, with its parameters: the way from a word on the command line to a struct type argument.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Gain">Of linear (any but 0) and power (positive); null takes 1.</param>
/// <param name="Exponent">Of power (positive); null takes 2.</param>
internal sealed record ActivationChoice(string Name, double? Gain = null, double? Exponent = null)
{
    internal const string LinearName = "linear";

    internal const string PowerName = "power";

    internal static IReadOnlyList<string> Names { get; } = [LinearName, "relu", "tanh", "logistic", "softplus", PowerName];

    internal bool IsLinear => Name == LinearName;

    /// <summary>Refuses what does not apply or is out of range.</summary>
    /// <exception cref="CommandFailure">One line that names the option and its value.</exception>
    internal static ActivationChoice Of(string name, double? gain, double? exponent)
    {
        Words.Require("--activation", name, Names);
        if (gain is not null && name is not (LinearName or PowerName)) throw Words.DoesNotApply("--gain", gain, $"--activation {name}", "linear and power");
        if (exponent is not null && name != PowerName) throw Words.DoesNotApply("--exponent", exponent, $"--activation {name}", "power");
        if (name == PowerName && !(gain ?? 1).IsPositiveFinite()) throw Words.OutOfRange("--gain", gain, "positive and finite");
        if (!double.IsFinite(gain ?? 1)) throw Words.OutOfRange("--gain", gain, "finite");
        if (!(exponent ?? 1).IsPositiveFinite()) throw Words.OutOfRange("--exponent", exponent, "positive and finite");
        return new ActivationChoice(name, gain, exponent);
    }

    /// <summary>Runs the action with the types that the names stand for.</summary>
    internal TResult Run<TAction, TResult>(Precision precision, TAction action)
        where TAction : INetworkAction<TResult> =>
        precision == Precision.Float ? Run<float, TAction, TResult>(action) : Run<double, TAction, TResult>(action);

    private TResult Run<T, TAction, TResult>(TAction action)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TAction : INetworkAction<TResult> => Name switch
        {
            LinearName => action.Run<T, Linear>(new Linear(Gain ?? 1)),
            "relu" => action.Run<T, Relu>(default),
            "tanh" => action.Run<T, Tanh>(default),
            "logistic" => action.Run<T, Logistic>(default),
            "softplus" => action.Run<T, Softplus>(default),
            PowerName => action.Run<T, PowerLaw>(new PowerLaw(Gain ?? 1, Exponent ?? 2)),
            _ => throw Words.Unknown("--activation", Name, Names),
        };
}
