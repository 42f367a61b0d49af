// SPDX-License-Identifier: MIT
// Preloaded into the server it makes syncs do nothing: what durability costs is the difference. For
// benchmarks only.
int fsync(int descriptor) {
  (void)descriptor;
  return 0;
}

int fdatasync(int descriptor) {
  (void)descriptor;
  return 0;
}
