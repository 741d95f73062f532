using System;
using FixedPointKernels.Reference;
using Xunit;

namespace FixedPointKernels.Tests.Reference;

/// <summary>The oracle agrees with 120-digit decimal arithmetic (another program's exp and ln) in both of its parts.</summary>
public class ElementaryOracleTests
{
    // The oracle claims 2⁻⁹⁰ relative.
    [Theory]
    [InlineData(nameof(ElementaryOracle.Exp), -30.0, 9.357622968840175e-14, -2.1170146272646406e-30)]
    [InlineData(nameof(ElementaryOracle.Exp), -1.0, 0.36787944117144233, -1.2428753672788363e-17)]
    [InlineData(nameof(ElementaryOracle.Exp), -0.3, 0.7408182206817179, -1.805530505953e-18)]
    [InlineData(nameof(ElementaryOracle.Exp), 1e-09, 1.000000001, -8.224037093664211e-17)]
    [InlineData(nameof(ElementaryOracle.Exp), 0.35, 1.4190675485932571, 9.472477310898604e-17)]
    [InlineData(nameof(ElementaryOracle.Exp), 2.5, 12.182493960703473, 2.0334002173348147e-16)]
    [InlineData(nameof(ElementaryOracle.Exp), 18.0, 65659969.13733051, 1.4165536846555444e-09)]
    [InlineData(nameof(ElementaryOracle.Tanh), -30.0, -1.0, 1.751302152539304e-26)]
    [InlineData(nameof(ElementaryOracle.Tanh), -1.0, -0.7615941559557649, -3.7090214482164924e-17)]
    [InlineData(nameof(ElementaryOracle.Tanh), -0.3, -0.2913126124515909, 6.4602656586469586e-18)]
    [InlineData(nameof(ElementaryOracle.Tanh), 1e-09, 1e-09, -3.3333333333333338e-28)]
    [InlineData(nameof(ElementaryOracle.Tanh), 0.35, 0.3363755443363322, -1.725697682685358e-17)]
    [InlineData(nameof(ElementaryOracle.Tanh), 2.5, 0.9866142981514303, -2.4529238788172874e-17)]
    [InlineData(nameof(ElementaryOracle.Tanh), 18.0, 0.9999999999999996, -1.9815356198651153e-17)]
    [InlineData(nameof(ElementaryOracle.Logistic), -30.0, 9.357622968839299e-14, 8.837142511495094e-31)]
    [InlineData(nameof(ElementaryOracle.Logistic), -1.0, 0.2689414213699951, 1.679727399649845e-17)]
    [InlineData(nameof(ElementaryOracle.Logistic), -0.3, 0.425557483188341, -8.05466865782085e-18)]
    [InlineData(nameof(ElementaryOracle.Logistic), 1e-09, 0.50000000025, -2.068509273422303e-17)]
    [InlineData(nameof(ElementaryOracle.Logistic), 0.35, 0.58661757891733, 3.4280702928485106e-17)]
    [InlineData(nameof(ElementaryOracle.Logistic), 2.5, 0.9241418199787564, 8.549720986121e-18)]
    [InlineData(nameof(ElementaryOracle.Logistic), 18.0, 0.9999999847700205, -1.2995781281330013e-17)]
    [InlineData(nameof(ElementaryOracle.Softplus), -30.0, 9.357622968839737e-14, -6.166501881941325e-31)]
    [InlineData(nameof(ElementaryOracle.Softplus), -1.0, 0.3132616875182228, 2.515869523777819e-17)]
    [InlineData(nameof(ElementaryOracle.Softplus), -0.3, 0.5543552444685271, -7.224165545006375e-18)]
    [InlineData(nameof(ElementaryOracle.Softplus), 1e-09, 0.6931471810599453, -1.8054717329941393e-17)]
    [InlineData(nameof(ElementaryOracle.Softplus), 0.35, 0.8833821554187771, -5.171655233526652e-17)]
    [InlineData(nameof(ElementaryOracle.Softplus), 2.5, 2.5788897342925496, -1.6971384488584093e-17)]
    [InlineData(nameof(ElementaryOracle.Softplus), 18.0, 18.00000001522998, 5.730611302884854e-16)]
    [InlineData(nameof(ElementaryOracle.Log), 1e-300, -690.7755278982137, -2.3670096176709832e-14)]
    [InlineData(nameof(ElementaryOracle.Log), 1e-05, -11.512925464970229, 2.790027459050308e-16)]
    [InlineData(nameof(ElementaryOracle.Log), 0.999999999999, -9.999778782803785e-13, 4.6339414872601194e-29)]
    [InlineData(nameof(ElementaryOracle.Log), 1.0000001, 9.999999505838704e-08, 1.5249709528441489e-24)]
    [InlineData(nameof(ElementaryOracle.Log), 3.0, 1.0986122886681098, -9.07129723500153e-17)]
    [InlineData(nameof(ElementaryOracle.Log), 1.7e+308, 709.7268368932282, 3.0936421257994655e-14)]
    public void Agrees_with_decimal_arithmetic(string function, double x, double high, double low)
    {
        OracleValue value = function switch
        {
            nameof(ElementaryOracle.Exp) => ElementaryOracle.Exp(x),
            nameof(ElementaryOracle.Log) => ElementaryOracle.Log(x),
            nameof(ElementaryOracle.Tanh) => ElementaryOracle.Tanh(x),
            nameof(ElementaryOracle.Logistic) => ElementaryOracle.Logistic(x),
            nameof(ElementaryOracle.Softplus) => ElementaryOracle.Softplus(x),
            _ => throw new ArgumentException(function),
        };
        DoubleDouble difference = value.Mantissa.Scale(value.Exponent) - new DoubleDouble(high, low);
        Assert.True(Math.Abs(difference.High) <= Math.ScaleB(Math.Abs(high), -90),
            $"{function}({x:R}) is off by {Math.Abs(difference.High / high):G3}.");
    }
}
