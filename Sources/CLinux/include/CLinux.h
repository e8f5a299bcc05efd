#ifndef CLINUX_H
#define CLINUX_H

// What the kernel and glibc offer and Swift's Glibc module does not show: GNU extensions, headers outside of its module
// map, and ioctls that take a structure. Functions return -1 (or a null pointer) and set errno unless they say otherwise.

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/types.h>

/// Starts a thread under a name (at most 15 bytes of it are kept; `ps -L` and `top -H` show it) with every signal
/// blocked, so that signals reach the threads that wait for them. Returns 0 or the error, as pthread_create does.
int linux_thread_start(pthread_t *thread, const char *name, void *(*body)(void *), void *context);

/// ppoll(2) without a signal mask; `timeout_ns` below 0 waits without an end.
int linux_poll(struct pollfd *fds, nfds_t count, int64_t timeout_ns);

/// True once the wall clock is synchronised: adjtimex(2) no longer answers TIME_ERROR. Where a sandbox forbids that call,
/// systemd-timesyncd's word is taken (systemd-timesyncd.service(8), FILES).
bool linux_clock_is_synchronised(void);

/// Gives memory back to the kernel that was freed and that the allocator keeps for later (malloc_trim(3)).
void linux_give_back_memory(void);

/// What SO_PEERCRED fills in; the same layout as glibc's `struct ucred`.
struct linux_credentials {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

/// Who is at the other end of a connected unix socket.
int linux_peer_credentials(int socket, struct linux_credentials *peer);

/// Opens the controlling end of a new pseudo-terminal, unlocked, non-blocking and closed on exec.
int linux_pty_open(void);

/// The path of the other end of a pseudo-terminal.
int linux_pty_name(int controller, char *path, size_t size);

/// Asks the UART's driver to switch the RS-485 transmitter by itself (TIOCSRS485), RTS high while sending.
/// ENOTTY, EINVAL and EBADF mean that the driver can't.
int linux_rs485_enable(int port);

/// Sets ASYNC_LOW_LATENCY: an FTDI adapter then hands over bytes after 1 ms instead of 16.
int linux_serial_low_latency(int port);

#endif
