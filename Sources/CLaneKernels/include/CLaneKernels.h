/* Kernels over lane blocks: feature-major arrays whose lanes are independent rows.
 *
 * Element (feature f, lane l) of an array x with stride xs is x[f * xs + l]. `lanes` is a multiple of 16. The bits of a
 * lane depend neither on its position nor on the number of lanes. Shapes and meanings in full: LaneScalar.swift. */
#ifndef CONTINUUM_LANE_KERNELS_H
#define CONTINUUM_LANE_KERNELS_H

#include <stddef.h>

/* Elementwise functions. LANE_LOG and LANE_SILU exist in `map` only. */
enum lane_activation {
    LANE_IDENTITY, LANE_TANH, LANE_SIGMOID, LANE_ELU, LANE_RELU, LANE_SOFTPLUS, LANE_EXP, LANE_LOG, LANE_SILU
};

enum lane_binary { LANE_ADD, LANE_SUBTRACT, LANE_MULTIPLY };

/* Instruction sets for which kernels are compiled. */
enum lane_path { LANE_PATH_PORTABLE, LANE_PATH_V3, LANE_PATH_V4 };

/* Tells Swift that a table may be shared between threads: it is never written. */
#if defined(__has_attribute)
#if __has_attribute(swift_attr)
#define LANE_SENDABLE __attribute__((swift_attr("@Sendable")))
#endif
#endif
#ifndef LANE_SENDABLE
#define LANE_SENDABLE
#endif

#define LANE_KERNEL_TABLE(T, NAME)                                                                                      \
    typedef struct NAME {                                                                                              \
        /* y = act(W x + b), W row-major (out, in); b may be NULL */                                                    \
        void (*affine)(const T *w, const T *b, const T *x, ptrdiff_t xs, T *y, ptrdiff_t ys, ptrdiff_t in,             \
                       ptrdiff_t out, ptrdiff_t lanes, int activation);                                                \
        /* dy <- dy * act'(p), the derivative taken from y = act(p) */                                                 \
        void (*activation_pull)(int activation, const T *y, ptrdiff_t ys, T *dy, ptrdiff_t dys, ptrdiff_t features,   \
                                ptrdiff_t lanes);                                                                     \
        /* dx (+)= W^T dy for all but the first `skipped` inputs; then, if `slope` is tanh, sigmoid, ELU or ReLU, which \
         * means x = slope(p), dx <- dx * slope'(p) */                                                                       \
        void (*affine_pull_input)(const T *w, const T *dy, ptrdiff_t dys, T *dx, ptrdiff_t dxs, ptrdiff_t in,          \
                                  ptrdiff_t skipped, ptrdiff_t out, ptrdiff_t lanes, int accumulate, int slope,        \
                                  const T *x, ptrdiff_t xs);                                                           \
        /* dw += sum over groups and lanes of dy x^T, db += sum of dy; db may be NULL. If scale is not NULL, the terms of \
         * lane l of group g are multiplied by scale[g * scale_stride + l]. */                                         \
        void (*affine_pull_weights)(const T *dy, ptrdiff_t dys, const T *x, ptrdiff_t xs, T *dw, T *db, ptrdiff_t in,  \
                                    ptrdiff_t out, ptrdiff_t lanes, ptrdiff_t groups, ptrdiff_t group_stride,          \
                                    const T *scale, ptrdiff_t scale_stride);                                           \
        /* y = act(x) */                                                                                               \
        void (*map)(int activation, const T *x, ptrdiff_t xs, T *y, ptrdiff_t ys, ptrdiff_t features,                 \
                    ptrdiff_t lanes);                                                                                 \
        /* dx (+)= dy * silu'(x) */                                                                                    \
        void (*silu_pull)(const T *x, ptrdiff_t xs, const T *dy, ptrdiff_t dys, T *dx, ptrdiff_t dxs,                 \
                          ptrdiff_t features, ptrdiff_t lanes, int accumulate);                                       \
        /* y = a (op) b */                                                                                             \
        void (*binary)(int op, const T *a, ptrdiff_t as, const T *b, ptrdiff_t bs, T *y, ptrdiff_t ys,                \
                       ptrdiff_t features, ptrdiff_t lanes);                                                          \
        /* y += a * b */                                                                                               \
        void (*multiply_add)(const T *a, ptrdiff_t as, const T *b, ptrdiff_t bs, T *y, ptrdiff_t ys,                  \
                             ptrdiff_t features, ptrdiff_t lanes);                                                    \
        /* y = alpha x + beta y; beta = 0 does not read y */                                                           \
        void (*scale_add)(T alpha, const T *x, ptrdiff_t xs, T beta, T *y, ptrdiff_t ys, ptrdiff_t features,          \
                          ptrdiff_t lanes);                                                                           \
        /* y = x; prefetches the elements at x + next, which a later call copies */                                    \
        void (*copy)(const T *x, ptrdiff_t xs, T *y, ptrdiff_t ys, ptrdiff_t features, ptrdiff_t lanes,                \
                     ptrdiff_t next);                                                                                  \
        /* y = y0 + h * sum_j c[j] k_j, h one per lane, zero coefficients skipped */                                   \
        void (*combine)(const T *y0, ptrdiff_t y0s, const T *h, const T *k, ptrdiff_t k_stage, ptrdiff_t ks,          \
                        const T *c, ptrdiff_t stages, T *y, ptrdiff_t ys, ptrdiff_t features, ptrdiff_t lanes);       \
        /* dk_j += h c[j] dy */                                                                                        \
        void (*combine_pull)(const T *h, const T *dy, ptrdiff_t dys, const T *c, ptrdiff_t stages, T *dk,             \
                             ptrdiff_t k_stage, ptrdiff_t ks, ptrdiff_t features, ptrdiff_t lanes);                   \
        /* out = sqrt(mean over features of (h sum_j c[j] k_j / (atol + rtol max(|y0|, |y1|)))^2) */                   \
        void (*error_norm)(const T *y0, const T *y1, ptrdiff_t ys, const T *h, const T *k, ptrdiff_t k_stage,         \
                           ptrdiff_t ks, const T *c, ptrdiff_t stages, T rtol, T atol, ptrdiff_t features,            \
                           ptrdiff_t lanes, T *out);                                                                  \
        /* y_k = y0 + sum_p q_p phi_p(theta_k) of one lane, theta_k = (times[k] - start) / step, phi_p = theta^(p+1) or,\
         * where the basis alternates, theta, theta (1 - theta), theta^2 (1 - theta), ... */                           \
        void (*interpolate)(const double *times, ptrdiff_t count, double start, double step, const T *y0,              \
                            ptrdiff_t y0s, const T *q, ptrdiff_t q_power, ptrdiff_t qs, ptrdiff_t powers,              \
                            int alternates, T *y, ptrdiff_t y_output, ptrdiff_t ys, ptrdiff_t features);               \
        /* its pullback: dy0 += sum_k g_k, dq_p += sum_k g_k phi_p(theta_k); at most 8 powers */                       \
        void (*interpolate_pull)(const double *times, ptrdiff_t count, double start, double step, const T *g,          \
                                 ptrdiff_t g_output, ptrdiff_t gs, T *dy0, ptrdiff_t dy0s, T *dq, ptrdiff_t dq_power,  \
                                 ptrdiff_t dqs, ptrdiff_t powers, int alternates, ptrdiff_t features);                 \
        /* interpolate for 16 lanes: output k of lane l, begin[l] <= k < end[l], is at times[offsets[l] + k] and goes to   \
         * y + k y_output + f ys + l; other outputs keep their bits */                                             \
        void (*interpolate_group)(const double *times, const ptrdiff_t *offsets, const ptrdiff_t *begin,               \
                                  const ptrdiff_t *end, const double *start, const double *step, const T *y0,          \
                                  ptrdiff_t y0s, const T *q, ptrdiff_t q_power, ptrdiff_t qs, ptrdiff_t powers,        \
                                  int alternates, T *y, ptrdiff_t y_output, ptrdiff_t ys, ptrdiff_t features);         \
        /* its pullback, output k of lane l at g + k g_output + f gs + l */                                            \
        void (*interpolate_group_pull)(const double *times, const ptrdiff_t *offsets, const ptrdiff_t *begin,          \
                                       const ptrdiff_t *end, const double *start, const double *step, const T *g,      \
                                       ptrdiff_t g_output, ptrdiff_t gs, T *dy0, ptrdiff_t dy0s, T *dq,                \
                                       ptrdiff_t dq_power, ptrdiff_t dqs, ptrdiff_t powers, int alternates,            \
                                       ptrdiff_t features);                                                            \
        /* n = tanh(a + r c), y = (1 - z) n + z h; one stride for all */                                               \
        void (*gated_update)(const T *z, const T *a, const T *r, const T *c, const T *h, T *n, T *y, ptrdiff_t s,     \
                             ptrdiff_t features, ptrdiff_t lanes);                                                    \
        /* its pullback; bit i of `accumulates`: add to the cotangent of input i of (z, a, r, c, h) */                 \
        void (*gated_update_pull)(const T *z, const T *r, const T *c, const T *h, const T *n, const T *dy, T *dz,     \
                                  T *da, T *dr, T *dc, T *dh, ptrdiff_t s, ptrdiff_t features, ptrdiff_t lanes,       \
                                  int accumulates);                                                                   \
    } LANE_SENDABLE NAME;

LANE_KERNEL_TABLE(float, lane_kernels_f32)
LANE_KERNEL_TABLE(double, lane_kernels_f64)

/* Prefetches the cache line at `address`, which need not be valid. */
static inline void lane_prefetch(const void *address) { __builtin_prefetch(address); }

/* The kernels for an instruction set, or NULL if this processor lacks it. */
const lane_kernels_f32 *lane_kernels_f32_for(int path);
const lane_kernels_f64 *lane_kernels_f64_for(int path);

#endif
