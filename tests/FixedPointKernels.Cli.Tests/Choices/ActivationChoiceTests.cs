using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Choices;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Choices;

public sealed class ActivationChoiceTests
{
    [Theory]
    [InlineData("linear", typeof(Linear))]
    [InlineData("relu", typeof(Relu))]
    [InlineData("tanh", typeof(Tanh))]
    [InlineData("retanh", typeof(RectifiedTanh))]
    [InlineData("logistic", typeof(Logistic))]
    [InlineData("softplus", typeof(Softplus))]
    [InlineData("power", typeof(PowerLaw))]
    public void A_name_and_a_precision_pick_the_types(string name, Type activation)
    {
        ActivationChoice choice = ActivationChoice.Of(name, null, null);
        Assert.Equal((typeof(double), activation), choice.Run<Types, (Type, Type)>(Precision.Double, default));
        Assert.Equal((typeof(float), activation), choice.Run<Types, (Type, Type)>(Precision.Float, default));
    }

    [Fact]
    public void The_table_has_every_name() =>
        Assert.Equal(["linear", "relu", "tanh", "retanh", "logistic", "softplus", "power"], ActivationTable.Names);

    private readonly struct Types : INetworkAction<(Type Element, Type Activation)>
    {
        public (Type Element, Type Activation) Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation => (typeof(T), activation.GetType());
    }
}
