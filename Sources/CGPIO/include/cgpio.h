// GPIO input lines over libgpiod 1.6 (the kernel's v1 interface) or 2.x (v2), whichever this was compiled with.
//
// Levels are physical: 0 low, 1 high. Functions that fail set errno. Nothing here is thread-safe by itself: a chip and
// its lines belong to one thread at a time.
#ifndef CGPIO_H
#define CGPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An open /dev/gpiochipN.
typedef struct cgpio_chip cgpio_chip;
/// A line of it, requested as input with both edges. It must be released before its chip is closed.
typedef struct cgpio_line cgpio_line;

typedef enum cgpio_bias {
  CGPIO_BIAS_AS_IS,
  CGPIO_BIAS_DISABLED,
  CGPIO_BIAS_PULL_UP,
  CGPIO_BIAS_PULL_DOWN,
} cgpio_bias;

/// What the kernel tells about a line, whoever holds it. Texts are empty when there are none (the kernel's own limit
/// is 32 bytes, the last a zero).
typedef struct cgpio_line_info {
  char name[33];
  char consumer[33];
  bool is_used;
  bool is_output;
  bool is_active_low;
} cgpio_line_info;

typedef struct cgpio_edge {
  /// CLOCK_MONOTONIC, nanoseconds. With kernel debounce it is the end of the stable period.
  uint64_t timestamp_ns;
  /// Counts the line's edges from 1, so that a gap shows a loss; always 0 with the v1 interface.
  uint32_t sequence;
  /// The level after the edge.
  int level;
} cgpio_edge;

/// The edges that the kernel keeps for a line until they are read: 16, fixed, in the v1 interface. A v1 queue that was
/// full may have lost newer edges; a v2 queue drops the oldest.
#define CGPIO_EDGES_MAX 16

/// Whether debounce_us of cgpio_line_request is obeyed: true with 2.x, false with 1.6.
bool cgpio_has_kernel_debounce(void);

/// The library's version as it says itself: "1.6.3".
const char *_Nonnull cgpio_library_version(void);

cgpio_chip *_Nullable cgpio_chip_open(const char *_Nonnull path);
void cgpio_chip_close(cgpio_chip *_Nonnull chip);
/// The kernel's name: "gpiochip0". Lives as long as the chip is open.
const char *_Nonnull cgpio_chip_name(const cgpio_chip *_Nonnull chip);
/// The driver's name for it: "pinctrl-bcm2711". Lives as long as the chip is open.
const char *_Nonnull cgpio_chip_label(const cgpio_chip *_Nonnull chip);
unsigned int cgpio_chip_line_count(const cgpio_chip *_Nonnull chip);

/// 0, or -1 with errno.
int cgpio_chip_line_info(cgpio_chip *_Nonnull chip, unsigned int offset, cgpio_line_info *_Nonnull info);

cgpio_line *_Nullable cgpio_line_request(cgpio_chip *_Nonnull chip, unsigned int offset,
                                         const char *_Nonnull consumer, cgpio_bias bias, uint32_t debounce_us);
void cgpio_line_release(cgpio_line *_Nonnull line);
/// Readable when there are edges. Owned by the line.
int cgpio_line_fd(const cgpio_line *_Nonnull line);
/// 0 or 1 (debounced, if the kernel debounces), or -1 with errno.
int cgpio_line_level(cgpio_line *_Nonnull line);
/// Reads the waiting edges, oldest first; blocks when there are none. Their number, or -1 with errno.
int cgpio_line_read_edges(cgpio_line *_Nonnull line, cgpio_edge *_Nonnull edges, size_t capacity);

#endif
