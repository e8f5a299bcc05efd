// libgpiod 2.x: the kernel's v2 interface, here with one request (and so one descriptor and one queue) a line.
#include <gpiod.h>

#ifndef GPIOD_LINE_BULK_MAX_LINES  // a name of 1.x only

#include "cgpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct cgpio_chip {
  struct gpiod_chip *chip;
  struct gpiod_chip_info *info;
};

struct cgpio_line {
  struct gpiod_line_request *request;
  struct gpiod_edge_event_buffer *buffer;
  unsigned int offset;
};

bool cgpio_has_kernel_debounce(void) { return true; }

const char *cgpio_library_version(void) { return gpiod_api_version(); }

cgpio_chip *cgpio_chip_open(const char *path) {
  cgpio_chip *chip = calloc(1, sizeof *chip);
  if (!chip) return NULL;
  chip->chip = gpiod_chip_open(path);
  chip->info = chip->chip ? gpiod_chip_get_info(chip->chip) : NULL;
  if (chip->info) return chip;
  int error = errno;
  if (chip->chip) gpiod_chip_close(chip->chip);
  free(chip);
  errno = error;
  return NULL;
}

void cgpio_chip_close(cgpio_chip *chip) {
  gpiod_chip_info_free(chip->info);
  gpiod_chip_close(chip->chip);
  free(chip);
}

const char *cgpio_chip_name(const cgpio_chip *chip) { return gpiod_chip_info_get_name(chip->info); }

const char *cgpio_chip_label(const cgpio_chip *chip) { return gpiod_chip_info_get_label(chip->info); }

unsigned int cgpio_chip_line_count(const cgpio_chip *chip) {
  return (unsigned int)gpiod_chip_info_get_num_lines(chip->info);
}

int cgpio_chip_line_info(cgpio_chip *chip, unsigned int offset, cgpio_line_info *info) {
  struct gpiod_line_info *line = gpiod_chip_get_line_info(chip->chip, offset);
  if (!line) return -1;
  const char *name = gpiod_line_info_get_name(line), *consumer = gpiod_line_info_get_consumer(line);
  snprintf(info->name, sizeof info->name, "%s", name ? name : "");
  snprintf(info->consumer, sizeof info->consumer, "%s", consumer ? consumer : "");
  info->is_used = gpiod_line_info_is_used(line);
  info->is_output = gpiod_line_info_get_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT;
  info->is_active_low = gpiod_line_info_is_active_low(line);
  gpiod_line_info_free(line);
  return 0;
}

static enum gpiod_line_bias bias_for(cgpio_bias bias) {
  switch (bias) {
    case CGPIO_BIAS_AS_IS: return GPIOD_LINE_BIAS_AS_IS;
    case CGPIO_BIAS_DISABLED: return GPIOD_LINE_BIAS_DISABLED;
    case CGPIO_BIAS_PULL_UP: return GPIOD_LINE_BIAS_PULL_UP;
    case CGPIO_BIAS_PULL_DOWN: return GPIOD_LINE_BIAS_PULL_DOWN;
  }
  return GPIOD_LINE_BIAS_AS_IS;
}

cgpio_line *cgpio_line_request(cgpio_chip *chip, unsigned int offset, const char *consumer, cgpio_bias bias,
                               uint32_t debounce_us) {
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  cgpio_line *line = calloc(1, sizeof *line);
  int error = 0;
  if (!settings || !lines || !config || !line || !(line->buffer = gpiod_edge_event_buffer_new(CGPIO_EDGES_MAX))) {
    error = errno;
    goto done;
  }
  line->offset = offset;
  gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
  gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
  gpiod_line_settings_set_bias(settings, bias_for(bias));
  gpiod_line_settings_set_debounce_period_us(settings, debounce_us);
  gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
  gpiod_request_config_set_consumer(config, consumer);
  gpiod_request_config_set_event_buffer_size(config, CGPIO_EDGES_MAX);
  if (gpiod_line_config_add_line_settings(lines, &offset, 1, settings) != 0 ||
      !(line->request = gpiod_chip_request_lines(chip->chip, config, lines)))
    error = errno;
done:
  gpiod_line_settings_free(settings);
  gpiod_line_config_free(lines);
  gpiod_request_config_free(config);
  if (!error) return line;
  if (line) gpiod_edge_event_buffer_free(line->buffer);
  free(line);
  errno = error;
  return NULL;
}

void cgpio_line_release(cgpio_line *line) {
  gpiod_line_request_release(line->request);
  gpiod_edge_event_buffer_free(line->buffer);
  free(line);
}

int cgpio_line_fd(const cgpio_line *line) { return gpiod_line_request_get_fd(line->request); }

int cgpio_line_level(cgpio_line *line) {
  switch (gpiod_line_request_get_value(line->request, line->offset)) {
    case GPIOD_LINE_VALUE_ACTIVE: return 1;
    case GPIOD_LINE_VALUE_INACTIVE: return 0;
    case GPIOD_LINE_VALUE_ERROR: return -1;
  }
  return -1;
}

int cgpio_line_read_edges(cgpio_line *line, cgpio_edge *edges, size_t capacity) {
  if (capacity > CGPIO_EDGES_MAX) capacity = CGPIO_EDGES_MAX;
  int count = gpiod_line_request_read_edge_events(line->request, line->buffer, capacity);
  for (int i = 0; i < count; i++) {
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(line->buffer, (unsigned long)i);
    edges[i].timestamp_ns = gpiod_edge_event_get_timestamp_ns(event);
    edges[i].sequence = (uint32_t)gpiod_edge_event_get_line_seqno(event);
    edges[i].level = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE;
  }
  return count;
}

#endif
