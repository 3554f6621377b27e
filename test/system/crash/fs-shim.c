/*
 * A shim between a process and the disk (LD_PRELOAD). It counts each change to the files of one folder: writes,
 * truncations, syncs, renames and removals by Node.js, SQLite and hnswlib. At a chosen change it kills the process (half
 * way through a write), or makes a run of changes fail. It also keeps what power loss would leave: the content of each
 * file at its last sync, and the names in the folder at the folder's last sync.
 *
 * SHIM_ROOT      folder whose files count (absolute)
 * SHIM_KILL_AT   number of the change at which to kill the process, from 1
 * SHIM_FAIL_AT, SHIM_FAIL_COUNT, SHIM_ERRNO   first change that fails, number of failures, and their errno
 * SHIM_SHADOW    folder for what is durable: <inode> files, and `names` with lines "inode name"
 * SHIM_NO_LOCKS  if set, no file can be locked, as on some network mounts
 * SHIM_COUNT     file that gets the number of changes at the end
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root, *shadow, *count_file;
static long kill_at, fail_at, fail_count, fail_errno, changes;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }
static long number(const char *name) { const char *v = getenv(name); return v ? atol(v) : 0; }

__attribute__((constructor)) static void start(void) {
  root = getenv("SHIM_ROOT");
  shadow = getenv("SHIM_SHADOW");
  count_file = getenv("SHIM_COUNT");
  kill_at = number("SHIM_KILL_AT");
  fail_at = number("SHIM_FAIL_AT");
  fail_count = number("SHIM_FAIL_COUNT");
  fail_errno = number("SHIM_ERRNO");
}

__attribute__((destructor)) static void end(void) {
  if (!count_file) return;
  FILE *f = fopen(count_file, "w");
  if (f) { fprintf(f, "%ld\n", changes); fclose(f); }
}

static int inside(const char *path) {
  size_t n = root ? strlen(root) : 0;
  return n && strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static int path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, size - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return inside(path);
}

enum verdict { GO_ON, FAIL, DIE };

static enum verdict next(void) {
  pthread_mutex_lock(&mutex);
  long n = ++changes;
  pthread_mutex_unlock(&mutex);
  if (n == kill_at) return DIE;
  return fail_at && n >= fail_at && n < fail_at + fail_count ? FAIL : GO_ON;
}

static void die(void) { raise(SIGKILL); for (;;) pause(); }

#define COUNTED(fd, half)                                                        \
  char path[4096];                                                               \
  if (path_of(fd, path, sizeof path)) {                                          \
    enum verdict v = next();                                                     \
    if (v == DIE) { half; die(); }                                               \
    if (v == FAIL) { errno = fail_errno; return -1; }                            \
  }

ssize_t write(int fd, const void *data, size_t n) {
  COUNTED(fd, REAL(write)(fd, data, n / 2));
  return REAL(write)(fd, data, n);
}
ssize_t writev(int fd, const struct iovec *parts, int n) {
  COUNTED(fd, (void)0);
  return REAL(writev)(fd, parts, n);
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  COUNTED(fd, REAL(pwrite)(fd, data, n / 2, at));
  return REAL(pwrite)(fd, data, n, at);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  COUNTED(fd, REAL(pwrite64)(fd, data, n / 2, at));
  return REAL(pwrite64)(fd, data, n, at);
}
int ftruncate(int fd, off_t n) {
  COUNTED(fd, (void)0);
  return REAL(ftruncate)(fd, n);
}
int ftruncate64(int fd, off64_t n) {
  COUNTED(fd, (void)0);
  return REAL(ftruncate64)(fd, n);
}

/* Keeps the inode of a file whose name is removed, so that no later file reuses it. */
static void hold(const char *path) {
  if (shadow) open(path, O_RDONLY | O_CLOEXEC);
}
int rename(const char *from, const char *to) {
  if (inside(to)) {
    enum verdict v = next();
    if (v == DIE) die();
    if (v == FAIL) { errno = fail_errno; return -1; }
    hold(to);
  }
  return REAL(rename)(from, to);
}
int unlink(const char *path) {
  if (inside(path)) {
    enum verdict v = next();
    if (v == DIE) die();
    if (v == FAIL) { errno = fail_errno; return -1; }
    hold(path);
  }
  return REAL(unlink)(path);
}

/* One function under two names; its third argument is an address or a number. */
#define LOCKED(name)                                                             \
  int name(int fd, int command, ...) {                                           \
    va_list rest;                                                                \
    va_start(rest, command);                                                     \
    void *argument = va_arg(rest, void *);                                       \
    va_end(rest);                                                                \
    char path[4096];                                                             \
    int locks = command == F_SETLK || command == F_SETLKW;                       \
    if (locks && getenv("SHIM_NO_LOCKS") && path_of(fd, path, sizeof path)) {    \
      errno = ENOLCK;                                                            \
      return -1;                                                                 \
    }                                                                            \
    return REAL(name)(fd, command, argument);                                    \
  }
LOCKED(fcntl)
LOCKED(fcntl64)

static void keep_file(const char *path, ino_t inode) {
  char to[4096], temporary[4200], buffer[65536];
  snprintf(to, sizeof to, "%s/%lu", shadow, (unsigned long)inode);
  snprintf(temporary, sizeof temporary, "%s.tmp", to);
  int in = open(path, O_RDONLY), out = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t n;
  while ((n = read(in, buffer, sizeof buffer)) > 0) REAL(write)(out, buffer, n);
  close(in);
  close(out);
  REAL(rename)(temporary, to);
}

static void keep_names(const char *path) {
  char to[4096], temporary[4200];
  snprintf(to, sizeof to, "%s/names", shadow);
  snprintf(temporary, sizeof temporary, "%s.tmp", to);
  FILE *out = fopen(temporary, "w");
  DIR *folder = opendir(path);
  for (struct dirent *e; (e = readdir(folder));)
    if (e->d_name[0] != '.') fprintf(out, "%lu %s\n", (unsigned long)e->d_ino, e->d_name);
  closedir(folder);
  fclose(out);
  REAL(rename)(temporary, to);
}

static void synced(int fd, const char *path) {
  struct stat info;
  if (!shadow || fstat(fd, &info)) return;
  pthread_mutex_lock(&mutex);
  if (S_ISDIR(info.st_mode)) keep_names(path);
  else keep_file(path, info.st_ino);
  pthread_mutex_unlock(&mutex);
}
int fsync(int fd) {
  COUNTED(fd, (void)0);
  int result = REAL(fsync)(fd);
  if (result == 0 && path_of(fd, path, sizeof path)) synced(fd, path);
  return result;
}
int fdatasync(int fd) {
  COUNTED(fd, (void)0);
  int result = REAL(fdatasync)(fd);
  if (result == 0 && path_of(fd, path, sizeof path)) synced(fd, path);
  return result;
}
