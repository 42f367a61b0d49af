// SPDX-License-Identifier: MIT
// Preloaded into the server it moves the time of day by NORTHSTAR_CLOCK_SHIFT_S seconds and leaves every other clock and timer alone. (libfaketime
// also rewrites what is asked of a timerfd, and one that is due at once then never fires.) For pictures only.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t shift_s;

__attribute__((constructor)) static void read_shift(void) {
  const char* seconds = getenv("NORTHSTAR_CLOCK_SHIFT_S");
  if (seconds) shift_s = (time_t)atoll(seconds);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift_s;
  return result;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  struct timespec precise;
  if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return -1;
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* copy) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME_COARSE, &now) != 0) return (time_t)-1;
  if (copy) *copy = now.tv_sec;
  return now.tv_sec;
}
