#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct linux_credentials) == sizeof(struct ucred), "same layout as struct ucred");

int linux_thread_start(pthread_t *thread, const char *name, void *(*body)(void *), void *context) {
  char kept[16];
  strncpy(kept, name, sizeof kept - 1);
  kept[sizeof kept - 1] = 0;
  // A new thread inherits the mask of the one that starts it.
  sigset_t all, before;
  sigfillset(&all);
  int error = pthread_sigmask(SIG_SETMASK, &all, &before);
  if (error) return error;
  error = pthread_create(thread, NULL, body, context);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!error) pthread_setname_np(*thread, kept);
  return error;
}

int linux_poll(struct pollfd *fds, nfds_t count, int64_t timeout_ns) {
  struct timespec timeout = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
  return ppoll(fds, count, timeout_ns < 0 ? NULL : &timeout, NULL);
}

bool linux_clock_is_synchronised(void) {
  struct timex query = {.modes = 0};
  int state = adjtimex(&query);
  // A service that may not touch the clock may not ask about it either; systemd-timesyncd leaves this file.
  if (state == -1) return access("/run/systemd/timesync/synchronized", F_OK) == 0;
  return state != TIME_ERROR;
}

void linux_give_back_memory(void) { malloc_trim(0); }

int linux_peer_credentials(int socket, struct linux_credentials *peer) {
  socklen_t size = sizeof *peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &size);
}

int linux_pty_open(void) {
  int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (controller == -1) return -1;
  if (grantpt(controller) == -1 || unlockpt(controller) == -1) {
    int error = errno;
    close(controller);
    errno = error;
    return -1;
  }
  return controller;
}

int linux_pty_name(int controller, char *path, size_t size) {
  int error = ptsname_r(controller, path, size);
  if (!error) return 0;
  errno = error;
  return -1;
}

int linux_rs485_enable(int port) {
  // Read first: the delays round a frame may come from the device tree.
  struct serial_rs485 settings;
  if (ioctl(port, TIOCGRS485, &settings) == -1) return -1;
  settings.flags |= SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
  settings.flags &= ~SER_RS485_RTS_AFTER_SEND;
  return ioctl(port, TIOCSRS485, &settings);
}

int linux_serial_low_latency(int port) {
  struct serial_struct settings;
  if (ioctl(port, TIOCGSERIAL, &settings) == -1) return -1;
  settings.flags |= ASYNC_LOW_LATENCY;
  return ioctl(port, TIOCSSERIAL, &settings);
}
