// Typed wrappers round libcurl's variadic calls (Swift can't call those), and the constants it can't see.
#ifndef LOCKER_AGENT_CCURL_SHIM_H
#define LOCKER_AGENT_CCURL_SHIM_H

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed (Debian 12 has 7.88): CURLOPT_PREREQFUNCTION, _PROTOCOLS_STR and _QUICK_EXIT"
#endif

// The names in parentheses keep curl's type-checking macros of the same name out: they want constant options.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return (curl_easy_setopt)(easy, option, value);
}

// `list` has to outlive the transfer.
static inline CURLcode ccurl_set_headers(CURL *easy, struct curl_slist *list) {
  return (curl_easy_setopt)(easy, CURLOPT_HTTPHEADER, list);
}

// The bytes are copied.
static inline CURLcode ccurl_set_body(CURL *easy, const void *bytes, curl_off_t count) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
  return code == CURLE_OK ? (curl_easy_setopt)(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

typedef size_t (*ccurl_receive)(char *bytes, size_t one, size_t count, void *context);

static inline CURLcode ccurl_set_on_header(CURL *easy, ccurl_receive function) {
  return (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode ccurl_set_on_body(CURL *easy, ccurl_receive function) {
  return (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode ccurl_set_before_request(CURL *easy, curl_prereq_callback function) {
  return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ccurl_set_basic_auth(CURL *easy) {
  return (curl_easy_setopt)(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
}

static inline CURLcode ccurl_set_http_1_1(CURL *easy) {
  return (curl_easy_setopt)(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(easy, info, value);
}

#endif
