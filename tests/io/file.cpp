// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/file.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#endif

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/files.hpp"

namespace io = outset::io;
namespace fs = std::filesystem;

namespace {

void save(const std::string& path, const std::string& text) {
  io::OutputFile file(path);
  file.write(0, text.data(), text.size());
  file.commit();
}

}  // namespace

TEST_CASE("a file is there at the commit, whole, and nothing is left beside it") {
  const files::Folder folder;
  {
    io::OutputFile file(folder / "a");
    file.write(3, "def", 3);
    CHECK_FALSE(fs::exists(folder / "a"));
    file.write(0, "abc", 3);
    file.commit();
  }
  CHECK(files::read(folder / "a") == "abcdef");
  { io::OutputFile file(folder / "a"); }
  CHECK(files::read(folder / "a") == "abcdef");
  CHECK(folder.count() == 1);
}

TEST_CASE("a file that was there keeps its permissions, and a link leads to the new bytes") {
  const files::Folder folder;
  save(folder / "a", "old");
  fs::permissions(folder / "a", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a", folder / "link");
  save(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(files::read(folder / "a") == "new");
  CHECK(fs::status(folder / "a").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("whoever has mapped or opened the old file keeps its bytes") {
  const files::Folder folder;
  const std::string path = folder / "a";
  const std::string old(100'000, 'o');
  save(path, old);
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  void* const map = ::mmap(nullptr, old.size(), PROT_READ, MAP_SHARED, descriptor, 0);
  REQUIRE(map != MAP_FAILED);
  const io::InputFile reader(path);
  {
    // Written from the map of the file that it replaces.
    io::OutputFile file(path);
    file.write(0, map, old.size());
    file.write(old.size(), "+", 1);
    file.commit();
  }
  CHECK(std::string(static_cast<const char*>(map), old.size()) == old);
  std::string read(old.size(), ' ');
  reader.read(0, read.data(), read.size());
  CHECK(read == old);
  CHECK(files::read(path) == old + "+");
  ::munmap(map, old.size());
  ::close(descriptor);
}

TEST_CASE("a file that is cut while it is open is an error, not a signal") {
  const files::Folder folder;
  save(folder / "a", std::string(10'000, 'a'));
  const io::InputFile file(folder / "a");
  CHECK(file.size() == 10'000);
  fs::resize_file(folder / "a", 5'000);
  std::string bytes(10'000, ' ');
  CHECK(files::error_of([&] { file.read(0, bytes.data(), bytes.size()); }) ==
        "outset: " + (folder / "a") + ": byte 5000: the file ends here");
}

TEST_CASE("what is no file, or in no folder, is refused by name") {
  const files::Folder folder;
  const std::string none = folder / "none/a";
  CHECK(files::error_of([&] { io::InputFile file(folder / "a"); }) ==
        "outset: " + (folder / "a") + ": cannot be opened: No such file or directory");
  CHECK_THAT(files::error_of([&] { io::InputFile file(folder.path()); }),
             ContainsSubstring("is a folder, must be a file"));
  CHECK_THAT(files::error_of([&] { io::OutputFile file(folder.path()); }),
             ContainsSubstring("is a folder, must be a file"));
  CHECK_THAT(files::error_of([&] { io::OutputFile file(none); }),
             StartsWith("outset: " + none + ": no file can be made in its folder: No such file"));
  CHECK_THAT(files::error_of([] { io::OutputFile file("/dev/null"); }),
             ContainsSubstring("is not a regular file"));
  CHECK_THAT(files::error_of([] { io::InputFile file("/dev/null"); }),
             ContainsSubstring("is not a regular file"));
  // A pipe without a writer must not block.
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THAT(files::error_of([&] { io::InputFile file(folder / "pipe"); }),
             ContainsSubstring("is not a regular file"));
  CHECK(folder.count() == 1);
}

#if defined(__linux__)
// Mounts an empty disk of 1 MiB at a folder, for this process alone. False but for root.
bool mount_small_disk(const std::string& folder) {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") == 0;
}

// What is wrong with writing to a full disk; empty if nothing is.
std::string fault_on_full_disk(const files::Folder& folder) {
  const std::string path = folder / "a";
  const std::string full =
      "outset: " + path + ": cannot be written (the file is as it was): No space left on device";
  save(path, "old");
  const std::string large(2 << 20, 'n');
  for (const bool reserves : {false, true}) {
    const std::string error = files::error_of([&] {
      io::OutputFile file(path);
      if (reserves) file.reserve(large.size());
      file.write(0, large.data(), large.size());
      file.commit();
    });
    if (error != full) return error;
    if (files::read(path) != "old") return "the old file is gone";
    if (folder.count() != 1) return "a part is left, and its room taken";
  }
  // What fits only beside the old file's room, and then fits.
  save(path, std::string(700'000, 'o'));
  const std::string second(700'000, 'n');
  if (files::error_of([&] { save(path, second); }) != full) return "both files fit";
  if (files::read(path) != std::string(700'000, 'o')) return "the old file has changed";
  fs::remove(path);
  save(path, second);
  return files::read(path) == second ? "" : "the new file is another one";
}

TEST_CASE("a full disk is an error, the old file stays, and no room is lost") {
  const files::Folder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    if (!mount_small_disk(folder.path().string())) ::_exit(77);
    const std::string fault = fault_on_full_disk(folder);
    if (!fault.empty()) std::fprintf(stderr, "%s\n", fault.c_str());
    ::_exit(fault.empty() ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
    WARN("skipped: only root may mount a disk");
  } else {
    CHECK(status == 0);
  }
}
#endif

TEST_CASE("a disk without room is an error, and the old file stays") {
  const files::Folder folder;
  save(folder / "a", "old");
  const int status = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      // A limit of 1 MiB for a file's size stands for the disk's end.
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{1 << 20, 1 << 20};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const std::string error =
          files::error_of([&] { save(folder / "a", std::string(2 << 20, 'n')); });
      const std::string early = files::error_of([&] {
        io::OutputFile file(folder / "a");
        file.reserve(2 << 20);
        throw std::runtime_error(error);  // where nothing can be reserved
      });
      ::_exit(early == error &&
                      error == "outset: " + (folder / "a") +
                                   ": cannot be written (the file is as it was): File too large"
                  ? 0
                  : 1);
    }
    int result = -1;
    ::waitpid(child, &result, 0);
    return result;
  }();
  CHECK(status == 0);
  CHECK(files::read(folder / "a") == "old");
  CHECK(folder.count() == 1);
}
