namespace FixedPointKernels.Simd;

/// <summary>The register widths a kernel can run at.</summary>
public enum SimdWidth
{
    /// <summary>One element at a time (<c>FPK_SIMD=1</c>).</summary>
    Scalar = 1,

    /// <summary>128 bits: SSE or AdvSimd (<c>FPK_SIMD=128</c>).</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2 (<c>FPK_SIMD=256</c>).</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512F (<c>FPK_SIMD=512</c>).</summary>
    Bits512 = 512,

    /// <summary>Whatever <c>System.Numerics.Vector&lt;T&gt;</c> is (<c>FPK_SIMD=native</c>); never chosen unasked.</summary>
    Native = -1,
}
