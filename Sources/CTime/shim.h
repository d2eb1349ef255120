// strptime is POSIX, but Swift's Glibc module is read without the macro that makes <time.h> declare it.
#include <time.h>
extern char *strptime(const char *restrict text, const char *restrict format, struct tm *restrict fields);
