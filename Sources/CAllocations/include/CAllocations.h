#ifndef CONTINUUM_ALLOCATIONS_H
#define CONTINUUM_ALLOCATIONS_H

/* How often this thread has asked for memory so far, or -1 where that is not counted. */
long allocations_so_far(void);

#endif
