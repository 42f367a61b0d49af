// SPDX-License-Identifier: MIT
#include "redis/real_server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "redis/command.hpp"
#include "redis/reply_reader.hpp"

namespace northstar::test {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using northstar::redis::reply;

std::string new_folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "northstar-redis-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for redis-server");
  return pattern;
}

// Dies with the test program, however that ends; what it prints goes into a file of its folder.
pid_t spawn(const std::vector<std::string>& arguments, const std::string& output) {
  std::vector<char*> argv;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, 1);
  dup2(out, 2);
  close_range(3, ~0U, 0);
  execvp(argv[0], argv.data());
  _exit(127);
}

}  // namespace

// Below what the system gives to clients and to port 0, and beginning elsewhere in each program: so
// nobody takes it before redis-server does.
std::uint16_t free_port() {
  static unsigned next = static_cast<unsigned>(getpid()) * 97;
  for (asio::io_context io;;) {
    const auto port = static_cast<std::uint16_t>(20000 + next++ % 12000);
    tcp::acceptor one(io);
    boost::system::error_code taken;
    one.open(tcp::v4());
    one.bind({asio::ip::address_v4::loopback(), port}, taken);
    if (!taken) return port;
  }
}

real_server::real_server(options more) : folder_(new_folder()), port_(free_port()) {
  arguments_ = {"redis-server",
                "--port",
                std::to_string(port_),
                "--bind",
                "127.0.0.1",
                "--unixsocket",
                folder_ + "/socket",
                "--dir",
                folder_,
                "--save",
                "",
                "--appendonly",
                "no",
                "--repl-diskless-sync-delay",
                "0"};
  arguments_.insert(arguments_.end(), more.begin(), more.end());
  start();
}

real_server::real_server(sentinel_of which) : folder_(new_folder()), port_(free_port()) {
  const auto file = folder_ + "/sentinel.conf";
  std::ofstream(file)
      << "port " << port_ << "\nbind 127.0.0.1\ndir " << folder_
      << "\nsentinel monitor board 127.0.0.1 " << which.master
      << " 1\nsentinel down-after-milliseconds board 500\nsentinel failover-timeout board 2000\n";
  arguments_ = {"redis-sentinel", file};
  start();
}

real_server::real_server(over_tls) : folder_(new_folder()), port_(free_port()) {
  const auto cert = folder_ + "/cert.pem", key = folder_ + "/key.pem";
  const auto make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
      "/CN=redis "
      "-addext subjectAltName=IP:127.0.0.1 -keyout " +
      key + " -out " + cert + " 2>/dev/null";
  if (std::system(make.c_str()) != 0) throw std::runtime_error("openssl makes no certificate");
  arguments_ = {"redis-server",
                "--port",
                "0",
                "--tls-port",
                std::to_string(port_),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder_,
                "--save",
                "",
                "--tls-cert-file",
                cert,
                "--tls-key-file",
                key,
                "--tls-ca-cert-file",
                cert,
                "--tls-auth-clients",
                "no"};
  pid_ = spawn(arguments_, folder_ + "/output");
}

real_server::~real_server() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void real_server::start() {
  pid_ = spawn(arguments_, folder_ + "/output");
  wait_until_it_answers();
}

void real_server::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void real_server::pause() { ::kill(pid_, SIGSTOP); }
void real_server::resume() { ::kill(pid_, SIGCONT); }

void real_server::wait_until_it_answers() const {
  for (int i = 0; i < 500; ++i) {
    try {
      if (ask({"PING"}).text == "PONG") return;
    } catch (const std::exception&) {  // not there yet
    }
    if (waitpid(pid_, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::ifstream output(folder_ + "/output");
  throw std::runtime_error(arguments_.front() + " does not start: " +
                           std::string(std::istreambuf_iterator<char>(output), {}));
}

reply real_server::ask(const std::vector<std::string>& command) const {
  asio::io_context io;
  tcp::socket socket(io);
  socket.connect({asio::ip::address_v4::loopback(), port_});
  std::string bytes;
  northstar::redis::append_command(bytes, northstar::redis::words(command.begin(), command.end()));
  asio::write(socket, asio::buffer(bytes));
  northstar::redis::reply_reader reader(std::size_t{1} << 30);
  std::array<char, 65536> buffer{};
  for (reply one;;) {
    const auto whole = reader.next(one);
    if (whole.has_error()) throw std::runtime_error(whole.error().message());
    if (*whole) return one;
    reader.feed({buffer.data(), socket.read_some(asio::buffer(buffer))});
  }
}

}  // namespace northstar::test
