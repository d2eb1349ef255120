/* A table of kernels for each scalar type and instruction set, all compiled from one source. */
#include "CLaneKernels.h"
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma clang fp contract(fast)

#define PATH portable
#define VECTOR_BYTES 16
#include "scalars.inc"
#undef PATH
#undef VECTOR_BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define PATH v3
#define VECTOR_BYTES 32
#include "scalars.inc"
#undef PATH
#undef VECTOR_BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#define PATH v4
#define VECTOR_BYTES 64
#include "scalars.inc"
#undef PATH
#undef VECTOR_BYTES
#pragma clang attribute pop
#pragma clang attribute pop

static int has(int path) {
    switch (path) {
    case LANE_PATH_PORTABLE: return 1;
    case LANE_PATH_V3: return __builtin_cpu_supports("x86-64-v3");
    case LANE_PATH_V4: return __builtin_cpu_supports("x86-64-v4");
    default: return 0;
    }
}

#define SELECT(S)                                                                                                      \
    if (!has(path)) return NULL;                                                                                       \
    return path == LANE_PATH_V4 ? &v4_table_##S : path == LANE_PATH_V3 ? &v3_table_##S : &portable_table_##S
#else
#define SELECT(S) return path == LANE_PATH_PORTABLE ? &portable_table_##S : NULL
#endif

const lane_kernels_f32 *lane_kernels_f32_for(int path) { SELECT(f32); }
const lane_kernels_f64 *lane_kernels_f64_for(int path) { SELECT(f64); }
