# Fixed points r = f(W r + x) of two samples and dL/dx of the first, from Julia by ccall; nothing to install but libfpk.
#
#   LD_LIBRARY_PATH=artifacts/native/lib julia samples/julia/solve.jl
#
# The library's matrices are row-major, Julia's column-major: samples are columns here, and W is handed over as its transpose.
using Printf

const libfpk = "libfpk.so.0" # the dynamic loader takes the file of this CPU's level
const FPK_NOT_CONVERGED = 1
const FPK_ACTIVATION_TANH = 2

mutable struct FpkActivation # fpk_activation of include/fpk.h
    size::UInt64
    kind::Int32
    reserved::Int32
    gain::Float64
    exponent::Float64
    FpkActivation() = new(0, 0, 0, 0.0, 0.0)
end

function last_error()
    text = zeros(UInt8, 1000)
    ccall((:fpk_last_error, libfpk), Int32, (Ptr{UInt8}, Int64, Ptr{Int64}), text, length(text), C_NULL)
    return GC.@preserve text unsafe_string(pointer(text))
end

check(code) = code > FPK_NOT_CONVERGED ? error(last_error()) : code

function network(w::Matrix{Float64})
    f = FpkActivation()
    check(ccall((:fpk_activation_default, libfpk), Int32, (Ref{FpkActivation}, UInt64), f, sizeof(FpkActivation)))
    f.kind = FPK_ACTIVATION_TANH
    made = Ref{Ptr{Cvoid}}(C_NULL)
    check(ccall((:fpk_network_create_f64, libfpk), Int32, (Int64, Ptr{Float64}, Ref{FpkActivation}, Ref{Ptr{Cvoid}}),
                size(w, 1), permutedims(w), f, made))
    return made[]
end

function solver(network::Ptr{Cvoid}, max_batch)
    made = Ref{Ptr{Cvoid}}(C_NULL)
    check(ccall((:fpk_solver_create, libfpk), Int32, (Ptr{Cvoid}, Int64, Ptr{Cvoid}, Ptr{Cvoid}, Ref{Ptr{Cvoid}}),
                network, max_batch, C_NULL, C_NULL, made))
    return made[]
end

function solve!(rates::Matrix{Float64}, gains::Matrix{Float64}, solver::Ptr{Cvoid}, drive::Matrix{Float64})
    neurons, batch = size(drive)
    return check(ccall((:fpk_solver_solve_f64, libfpk), Int32,
                       (Ptr{Cvoid}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Int32, Ptr{Cvoid}),
                       solver, batch, neurons, drive, rates, gains, 0, C_NULL))
end

function adjoint!(lambda::Matrix{Float64}, solver::Ptr{Cvoid}, gains::Matrix{Float64}, loss_gradient::Matrix{Float64})
    neurons, batch = size(gains)
    return check(ccall((:fpk_solver_adjoint_f64, libfpk), Int32,
                       (Ptr{Cvoid}, Int64, Int64, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Cvoid}),
                       solver, batch, neurons, gains, loss_gradient, lambda, C_NULL))
end

w = [0.0 0.9; -0.7 0.4]
x = [0.5 1.0; -0.2 0.3]
target = [0.3 0.6; 0.1 0.2]
net = network(w)
solving = solver(net, 2)
rates, gains, lambda = zeros(2, 2), zeros(2, 2), zeros(2, 2)

solve!(rates, gains, solving, x)
@printf("r = (%.6f, %.6f), (%.6f, %.6f)\n", rates[1, 1], rates[2, 1], rates[1, 2], rates[2, 2])
@printf("residual below 1e-9: %s\n", maximum(abs.(tanh.(w * rates + x) - rates)) < 1e-9)
adjoint!(lambda, solving, gains, 2 .* (rates .- target))
@printf("dL/dx of the first: (%.6f, %.6f)\n", lambda[1, 1], lambda[2, 1])

check(ccall((:fpk_solver_destroy, libfpk), Int32, (Ptr{Cvoid},), solving))
check(ccall((:fpk_network_destroy, libfpk), Int32, (Ptr{Cvoid},), net))
