// libgpiod 1.6: the kernel's v1 interface, one descriptor a line.
#include <gpiod.h>

#ifdef GPIOD_LINE_BULK_MAX_LINES  // a name of 1.x only

#include "cgpio.h"

#include <errno.h>
#include <stdio.h>

// 1.x owns the lines through their chip, so its own handles serve as ours.
static struct gpiod_chip *real_chip(const cgpio_chip *chip) { return (struct gpiod_chip *)chip; }
static struct gpiod_line *real_line(const cgpio_line *line) { return (struct gpiod_line *)line; }

bool cgpio_has_kernel_debounce(void) { return false; }

const char *cgpio_library_version(void) { return gpiod_version_string(); }

cgpio_chip *cgpio_chip_open(const char *path) { return (cgpio_chip *)gpiod_chip_open(path); }

void cgpio_chip_close(cgpio_chip *chip) { gpiod_chip_close(real_chip(chip)); }

const char *cgpio_chip_name(const cgpio_chip *chip) { return gpiod_chip_name(real_chip(chip)); }

const char *cgpio_chip_label(const cgpio_chip *chip) { return gpiod_chip_label(real_chip(chip)); }

unsigned int cgpio_chip_line_count(const cgpio_chip *chip) { return gpiod_chip_num_lines(real_chip(chip)); }

int cgpio_chip_line_info(cgpio_chip *chip, unsigned int offset, cgpio_line_info *info) {
  struct gpiod_line *line = gpiod_chip_get_line(real_chip(chip), offset);
  // The chip keeps what it read the first time.
  if (!line || gpiod_line_update(line) != 0) return -1;
  const char *name = gpiod_line_name(line), *consumer = gpiod_line_consumer(line);
  snprintf(info->name, sizeof info->name, "%s", name ? name : "");
  snprintf(info->consumer, sizeof info->consumer, "%s", consumer ? consumer : "");
  info->is_used = gpiod_line_is_used(line);
  info->is_output = gpiod_line_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT;
  info->is_active_low = gpiod_line_active_state(line) == GPIOD_LINE_ACTIVE_STATE_LOW;
  return 0;
}

static int flags_for(cgpio_bias bias) {
  switch (bias) {
    case CGPIO_BIAS_AS_IS: return 0;
    case CGPIO_BIAS_DISABLED: return GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
    case CGPIO_BIAS_PULL_UP: return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
    case CGPIO_BIAS_PULL_DOWN: return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
  }
  return 0;
}

cgpio_line *cgpio_line_request(cgpio_chip *chip, unsigned int offset, const char *consumer, cgpio_bias bias,
                               uint32_t debounce_us) {
  (void)debounce_us;
  struct gpiod_line *line = gpiod_chip_get_line(real_chip(chip), offset);
  if (!line) return NULL;
  struct gpiod_line_request_config config = {
      .consumer = consumer,
      .request_type = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
      .flags = flags_for(bias),
  };
  return gpiod_line_request(line, &config, 0) == 0 ? (cgpio_line *)line : NULL;
}

void cgpio_line_release(cgpio_line *line) { gpiod_line_release(real_line(line)); }

int cgpio_line_fd(const cgpio_line *line) { return gpiod_line_event_get_fd(real_line(line)); }

int cgpio_line_level(cgpio_line *line) { return gpiod_line_get_value(real_line(line)); }

int cgpio_line_read_edges(cgpio_line *line, cgpio_edge *edges, size_t capacity) {
  struct gpiod_line_event events[CGPIO_EDGES_MAX];
  if (capacity > CGPIO_EDGES_MAX) capacity = CGPIO_EDGES_MAX;
  int count = gpiod_line_event_read_multiple(real_line(line), events, (unsigned int)capacity);
  for (int i = 0; i < count; i++) {
    edges[i].timestamp_ns = (uint64_t)events[i].ts.tv_sec * 1000000000u + (uint64_t)events[i].ts.tv_nsec;
    edges[i].sequence = 0;
    edges[i].level = events[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
  }
  return count;
}

#endif
