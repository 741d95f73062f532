namespace FixedPointKernels.Analysis;

/// <summary>Radius and abscissa of a matrix as far as some products with it tell, and how far that is.</summary>
/// <param name="Value">ρ = max |λ| and α = max Re λ over the Ritz values; NaN where a product was not finite.</param>
/// <param name="RadiusResidual">|A v − θ v| for the unit vector v that belongs to the Ritz value θ of the radius: θ is an
/// eigenvalue of A + E with ‖E‖ no larger. For a normal matrix an eigenvalue lies within it; otherwise within it times the
/// condition of the eigenvalue, to first order.</param>
/// <param name="AbscissaResidual">The same for the Ritz value of the abscissa.</param>
/// <param name="Products">Products taken.</param>
/// <param name="Converged">Whether both residuals are within the tolerance and both numbers stayed while a third of the products was added,
/// or nothing is left to be added.</param>
public readonly record struct StabilityEstimate(
    Stability Value, double RadiusResidual, double AbscissaResidual, int Products, bool Converged)
{
    /// <summary>Whether the rate network returns to the fixed point, max Re λ(G W) &lt; 1; null where the estimate does not tell.</summary>
    /// <remarks>That a point is unstable needs one eigenvalue beyond 1, known to its residual; that it is stable needs all of
    /// them, so convergence. No finite number of products is a proof: an eigenvector that the start, a fixed random vector,
    /// hardly touches may stay unseen.</remarks>
    public bool? IsStableAsOde => Verdict(Value.SpectralAbscissa, AbscissaResidual);

    /// <summary>Whether plain iteration returns to it, ρ(G W) &lt; 1; null where the estimate does not tell.</summary>
    public bool? IsStableAsMap => Verdict(Value.SpectralRadius, RadiusResidual);

    private bool? Verdict(double number, double residual)
    {
        if (number - residual > 1) return false;
        return Converged && number + residual < 1 ? true : null;
    }
}
