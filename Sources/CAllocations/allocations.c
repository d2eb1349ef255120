/* Counts allocations: the program's own malloc and its kin stand before the C library's. For measurements only. */
#include "CAllocations.h"
#include <errno.h>
#include <stddef.h>

#if defined(__GLIBC__)
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local long count;

#define COUNTED ++count

void *malloc(size_t size) {
    COUNTED;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    COUNTED;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    COUNTED;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    COUNTED;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    COUNTED;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

long allocations_so_far(void) { return count; }
#else
long allocations_so_far(void) { return -1; }
#endif
