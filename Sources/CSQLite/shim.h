// Typed wrappers round what Swift can't call of SQLite: variadic functions, SQLITE_TRANSIENT (a cast in a macro) and
// composed result codes.
#ifndef LOCKER_AGENT_CSQLITE_SHIM_H
#define LOCKER_AGENT_CSQLITE_SHIM_H

#include <sqlite3.h>

#if SQLITE_VERSION_NUMBER < 3037000
#error "SQLite 3.37 or newer is needed (Debian 12 has 3.40): STRICT tables"
#endif

static inline int csqlite_configure(sqlite3 *database, int option, int on) {
  return sqlite3_db_config(database, option, on, (int *)0);
}

// SQLite makes its own copy of the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, place, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, place, bytes, count, SQLITE_TRANSIENT);
}

static inline int csqlite_is_read_error(int result) {
  return result == SQLITE_IOERR_READ || result == SQLITE_IOERR_CORRUPTFS;
}

#endif
