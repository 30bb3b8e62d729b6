// SPDX-License-Identifier: MIT
//
// tests/ends_the_program.hpp: checks that a breached precondition stops the program, in a child process.
//
//   #ifdef HAS_ENDS_THE_PROGRAM                    // where there is fork()
//   REQUIRE(ends_the_program([] { … }));           // by std::abort()
#pragma once

#if __has_include(<sys/wait.h>) && __has_include(<unistd.h>)
#define HAS_ENDS_THE_PROGRAM

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

template <class Action>
bool ends_the_program(const Action& action) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit no_core_file{0, 0};
    setrlimit(RLIMIT_CORE, &no_core_file);
    std::signal(SIGABRT, SIG_DFL);  // the test framework would report it as a failure of its own
    action();
    _exit(0);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
